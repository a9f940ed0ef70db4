// Every visible text inside the first `part`: its colour as painted, the boxes of its lines on the whole page, and
// whether it is body text: running text, neither a control nor small nor of the size of a heading.
(part) => {
  const within = document.querySelector(part)
  const BODY = "p, li, dd, blockquote, td"
  const OTHER = "a, button, summary, label, legend, nav, header, footer, figcaption, small, cite, time"
  const SKIPPED = "svg[aria-hidden=true], :disabled, script, style, noscript, option"
  const name = (one) => one.tagName.toLowerCase() + [...one.classList].map((part) => "." + part).join("")
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
  const painted = (color) => {
    brush.clearRect(0, 0, 1, 1)
    brush.fillStyle = color
    brush.fillRect(0, 0, 1, 1)
    return [...brush.getImageData(0, 0, 1, 1).data]
  }
  const texts = []
  const add = (parent, text, rectangles, body) => {
    const style = getComputedStyle(parent)
    const [red, green, blue, alpha] = painted(parent.closest("svg") ? style.fill : style.color)
    let opacity = alpha / 255
    for (let one = parent; one; one = one.parentElement) {
      opacity *= Number(getComputedStyle(one).opacity)
      const box = one.getBoundingClientRect()
      if (box.width <= 2 && box.height <= 2) return // for screen readers only
    }
    const boxes = [...rectangles]
      .map((box) => [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY])
      .filter(([left, top, right, bottom]) => right - left > 2 && bottom - top > 2 && right > 0 && bottom > 0)
    const element = `${name(parent.parentElement)} > ${name(parent)}`
    if (boxes.length) texts.push({ text: text.trim().slice(0, 40), element, color: [red, green, blue], opacity, boxes, body })
  }
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest(SKIPPED)
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!node.data.trim() || !seen(parent)) continue
    const size = parseFloat(getComputedStyle(parent).fontSize)
    const body = Boolean(parent.closest("main") && parent.closest(BODY) && !parent.closest(OTHER) && size >= 16 && size < 24)
    const range = document.createRange()
    range.selectNodeContents(node)
    add(parent, node.data, range.getClientRects(), body)
  }
  for (const field of within.querySelectorAll("select, textarea, input:not([type=checkbox], [type=radio], [type=hidden])")) {
    const box = field.getBoundingClientRect()
    const inside = new DOMRect(box.left + 6, box.top + 6, box.width - 12, box.height - 12)
    if (seen(field)) add(field, field.value || field.placeholder || field.name, [inside], false)
  }
  return texts
}
