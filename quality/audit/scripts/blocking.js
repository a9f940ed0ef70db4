// Scripts that held up the first paint.
() =>
  performance
    .getEntriesByType("resource")
    .filter((one) => one.initiatorType === "script" && one.renderBlockingStatus === "blocking")
    .map((one) => new URL(one.name).pathname)
