// Controls smaller than `least` CSS px in one direction; a label counts with its field. A link in a sentence is free, as
// WCAG 2.5.8 says: words that are no link stand beside it and decide how high its line is.
(least) => {
  const name = (one) => one.tagName.toLowerCase() + [...one.classList].map((part) => "." + part).join("")
  const controls = "a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex]:not([tabindex='-1'])"
  const inline = (part) => getComputedStyle(part).display === "inline"
  const said = (part) =>
    [...part.childNodes]
      .map((child) => {
        if (child.nodeType === Node.TEXT_NODE) return child.data
        return child.nodeType === Node.ELEMENT_NODE && inline(child) && !child.matches(controls) ? said(child) : " "
      })
      .join("")
  const inSentence = (one) => {
    let line = one.parentElement
    while (inline(line)) line = line.parentElement
    return inline(one) && /\p{L}{2}/u.test(said(line))
  }
  const small = []
  for (const one of document.querySelectorAll(controls)) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    const boxes = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect())
    let width = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left))
    let height = Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top))
    const spread = getComputedStyle(one, "::after")
    if (spread.position === "absolute" && spread.content !== "none") {
      width = Math.max(width, parseFloat(spread.width)) // the link of a card reaches over all of it
      height = Math.max(height, parseFloat(spread.height))
    }
    if (width >= least && height >= least) continue
    const away = boxes[0].right <= 0 || boxes[0].bottom + scrollY <= 0 || (width <= 2 && height <= 2)
    if (away) continue // not there until it has the focus
    if (inSentence(one)) continue
    const text = (one.innerText || one.name || "").trim().slice(0, 30)
    small.push(`${name(one.parentElement)} > ${name(one)} “${text}” is ${Math.round(width * 10) / 10} × ${Math.round(height * 10) / 10}`)
  }
  return small
}
