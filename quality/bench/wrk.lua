-- One line of JSON after wrk's own report. The median is in milliseconds.
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"rate": %f, "errors": %d, "p50": %f}\n',
    summary.requests / summary.duration * 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000
  ))
end
