// The innermost boxes that reach out of the window; none if the page does not scroll sideways.
() => {
  const root = document.documentElement
  if (root.scrollWidth <= root.clientWidth) return []
  const name = (one) => one.tagName.toLowerCase() + [...one.classList].map((part) => "." + part).join("")
  const sticksOut = (one) => {
    const box = one.getBoundingClientRect()
    return box.width > 0 && box.right > root.clientWidth + 1
  }
  // A box that scrolls or cuts hides what reaches out of it.
  const isHeld = (one) => {
    for (let box = one.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible" && !sticksOut(box)) return true
    }
    return false
  }
  const boxes = [...document.body.querySelectorAll("*")].filter((one) => !one.ownerSVGElement)
  const out = boxes.filter((one) => sticksOut(one) && !isHeld(one))
  const inner = out.filter((one) => !out.some((other) => one !== other && one.contains(other)))
  const names = inner.slice(0, 5).map((one) => `${name(one.parentElement)} > ${name(one)}`)
  return names.length ? names : [`the page is ${root.scrollWidth} px wide in ${root.clientWidth}`]
}
