// What sticks out of the window, innermost boxes; nothing if the page does not scroll sideways.
() => {
  const root = document.documentElement
  if (root.scrollWidth <= root.clientWidth) return []
  const name = (one) => one.tagName.toLowerCase() + [...one.classList].map((part) => "." + part).join("")
  const sticksOut = (one) => {
    const box = one.getBoundingClientRect()
    return box.width > 0 && box.right > root.clientWidth + 1
  }
  // What is inside a box that scrolls or cuts is not seen outside it.
  const isHeld = (one) => {
    for (let box = one.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible" && !sticksOut(box)) return true
    }
    return false
  }
  const boxes = [...document.body.querySelectorAll("*")].filter((one) => !one.ownerSVGElement)
  const out = boxes.filter((one) => sticksOut(one) && !isHeld(one))
  const inner = out.filter((one) => !out.some((other) => one !== other && one.contains(other)))
  const told = inner.slice(0, 5).map((one) => `${name(one.parentElement)} > ${name(one)}`)
  return told.length ? told : [`the page is ${root.scrollWidth} px wide in ${root.clientWidth}`]
}
