// Visible controls that Tab never reached (stop.js remembers which it did).
() => {
  const name = (one) => one.tagName.toLowerCase() + [...one.classList].map((part) => "." + part).join("")
  const controls = "a[href], button, summary, select, textarea, input:not([type=hidden])"
  const reached = window.__stops ?? new Map()
  return [...document.querySelectorAll(controls)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !reached.has(one))
    .filter((one) => one.type !== "radio" && one.tabIndex >= 0)
    .map((one) => `${name(one.parentElement)} > ${name(one)} “${(one.innerText || one.name || "").trim().slice(0, 30)}”`)
}
