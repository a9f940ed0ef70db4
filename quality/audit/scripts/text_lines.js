// The color of the text in the first `selector` (RGBA, 0 to 255) and the boxes of its lines on the whole page.
(selector) => {
  const one = document.querySelector(selector)
  const brush = document.createElement("canvas").getContext("2d")
  const { color, fill } = getComputedStyle(one)
  brush.fillStyle = one.closest("svg") ? fill : color
  brush.fillRect(0, 0, 1, 1)
  const range = document.createRange()
  range.selectNodeContents(one)
  const boxes = [...range.getClientRects()].filter((box) => box.width > 2 && box.height > 2)
  const lines = boxes.map((box) => [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY])
  return [[...brush.getImageData(0, 0, 1, 1).data], lines]
}
