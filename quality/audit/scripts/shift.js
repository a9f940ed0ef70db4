// The sum of all layout shifts so far; the score that browsers report is at most that.
() =>
  new Promise((resolve) => {
    new PerformanceObserver((list) => {
      resolve(list.getEntries().filter((one) => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0))
    }).observe({ type: "layout-shift", buffered: true })
    setTimeout(() => resolve(0), 500) // no entry, no call
  })
