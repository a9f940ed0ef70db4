// What is wrong with the skeleton of a page as it is read without styles: headings, landmarks, names, order.
() => {
  const faults = []
  const shown = (one) => one.checkVisibility() && !one.closest("[aria-hidden=true]")
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown)
  const words = (one) => (one.innerText ?? one.textContent).trim().replace(/\s+/g, " ").slice(0, 40)
  const headings = all("h1, h2, h3, h4, h5, h6")
  const levels = headings.map((one) => Number(one.tagName[1]))
  if (levels.filter((level) => level === 1).length !== 1) faults.push(`${levels.filter((level) => level === 1).length} h1`)
  if (levels.length && levels[0] !== 1) faults.push(`the first heading is h${levels[0]} “${words(headings[0])}”`)
  levels.forEach((level, index) => {
    if (index && level > levels[index - 1] + 1) faults.push(`h${levels[index - 1]} is followed by h${level} “${words(headings[index])}”`)
    if (!words(headings[index])) faults.push(`an empty h${level}`)
  })
  const [skip] = document.links
  if (!skip?.hash || !document.querySelector(skip.hash)) faults.push("the first link does not skip to the content")
  for (const [what, selector] of [["header", "body > header"], ["main", "main"], ["footer", "body > footer"]]) {
    if (all(selector).length !== 1) faults.push(`${all(selector).length} ${what}`)
  }
  const marks = ["body > header", "main", "body > footer"].map((selector) => document.querySelector(selector)).filter(Boolean)
  marks.slice(1).forEach((mark, index) => {
    if (!(marks[index].compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING)) faults.push(`${mark.localName} comes too early`)
  })
  const title = headings.find((one) => one.tagName === "H1")
  if (title && !title.closest("main")) faults.push("the h1 is not in main")
  for (const link of all("a[href], button, summary")) {
    const image = link.querySelector("img[alt]:not([alt='']), svg[aria-label], svg title")
    if (!words(link) && !link.getAttribute("aria-label") && !image) faults.push(`${link.localName} without a name: ${link.href ?? link.className}`)
  }
  for (const image of document.images) if (!image.hasAttribute("alt")) faults.push(`a picture without alt: ${image.src}`)
  for (const navigation of all("nav")) {
    const named = navigation.getAttribute("aria-label") || navigation.getAttribute("aria-labelledby")
    if (all("nav").length > 1 && !named) faults.push("one of several nav has no name")
  }
  for (const input of all("input:not([type=hidden], [type=submit]), select, textarea")) {
    const [label] = input.labels ?? []
    const box = ["checkbox", "radio"].includes(input.type)
    if (!label && !input.getAttribute("aria-label")) faults.push(`${input.name || input.id} has no label`)
    else if (label && !box && input.compareDocumentPosition(label) & Node.DOCUMENT_POSITION_FOLLOWING) faults.push(`the label of ${input.name} comes after it`)
  }
  return faults
}
