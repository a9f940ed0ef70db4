// Texts that a box with hidden overflow cuts off. Boxes that scroll, and text for screen readers only, do not count.
() => {
  const name = (one) => one.tagName.toLowerCase() + [...one.classList].map((part) => "." + part).join("")
  const texts = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!node.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const text of range.getClientRects()) {
      for (let box = parent; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box)
        const cutsX = ["hidden", "clip"].includes(style.overflowX)
        const cutsY = ["hidden", "clip"].includes(style.overflowY)
        const edge = box.getBoundingClientRect()
        if (edge.width <= 2 || edge.height <= 2) break
        // The box of a line is taller than its letters: a quarter of it may reach out.
        const slack = text.height / 4
        const outX = cutsX && (text.right > edge.right + 1 || text.left < edge.left - 1)
        const outY = cutsY && (text.bottom > edge.bottom + slack || text.top < edge.top - slack)
        if (outX || outY) texts.add(`${name(box)} cuts “${node.data.trim().slice(0, 40)}” in ${name(parent)}`)
      }
    }
  }
  return [...texts]
}
