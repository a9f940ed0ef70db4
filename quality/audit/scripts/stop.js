// Where the keyboard is: null outside the page; else the element's name, its box, and what keeps it from being seen.
() => {
  const one = document.activeElement
  if (!one || one === document.body || one === document.documentElement) return null
  const name = (it) => it.tagName.toLowerCase() + [...it.classList].map((part) => "." + part).join("")
  const label = (one.innerText || one.getAttribute("aria-label") || one.name || one.id || "").trim().split("\n")[0].slice(0, 40)
  const kind = `${name(one.parentElement)} > ${name(one)}`
  window.__stops ??= new Map()
  const seen = window.__stops.has(one)
  window.__stops.set(one, true)
  const lines = [...one.getClientRects()]
  const box = one.getBoundingClientRect()
  const shown = one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 2 && box.height > 2
  const tall = box.height > innerHeight
  const inside = box.left >= -1 && box.right <= innerWidth + 1 && (tall || (box.top >= -1 && box.bottom <= innerHeight + 1))
  let covered = null
  // The middle of each line of its text, and four points around the middle of the first.
  const [first] = lines
  const points = lines.map((line) => [line.left + line.width / 2, line.top + line.height / 2])
  if (first) {
    for (const x of [0.2, 0.8]) for (const y of [0.25, 0.75]) points.push([first.left + x * first.width, first.top + y * first.height])
  }
  for (const [x, y] of points) {
    const hit = document.elementFromPoint(x, y)
    if (hit && !one.contains(hit) && !hit.contains(one) && hit.closest("label")?.control !== one) covered = name(hit)
  }
  const hidden = !shown ? "is not visible" : !inside ? "is outside the window" : covered ? `is under ${covered}` : ""
  return { kind, label, seen, hidden, box: [box.left, box.top, box.width, box.height] }
}
