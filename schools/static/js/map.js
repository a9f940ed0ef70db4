/* Zooms and pans the map of schools: buttons, keys, Ctrl and wheel, two fingers, dragging. Pins keep their size, so they
   separate when it is enlarged. Hovering or focusing a school in the list highlights it on the map, and vice versa. */
const GAP = 27, EDGE = 15, ROUNDS = 80, ASIDE = 14; // pixels; same as in schools/map/component.py
const NARROWEST = 280, GROWTH = 1.5; // same as in schools/map/base.py and names.py
const CLOSEST = 160; // closest zoom: units of the base (25 m) across the map, 2.5 miles, because it has no streets
const STEP = 1.6;
const LAYERS = ["land", "hills", "limits", "roads"];

/* Move overlapping pins apart; see schools/map/component.py. */
function spread(points, width, height) {
  const placed = points.map(([x, y]) => [x, y]);
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    placed.forEach((one, i) => {
      for (const other of placed.slice(0, i)) {
        let across = one[0] - other[0];
        const down = one[1] - other[1];
        let apart = Math.hypot(across, down);
        if (apart > GAP - 0.1) continue;
        if (apart < 0.01) across = apart = 0.01;
        const push = (GAP - apart) / 2 / apart;
        one[0] += across * push;
        one[1] += down * push;
        other[0] -= across * push;
        other[1] -= down * push;
        moved = true;
      }
    });
    placed.forEach((one, i) => {
      const [x, y] = points[i];
      if (x > -EDGE && x < width + EDGE) one[0] = clamp(one[0], Math.min(EDGE, x), Math.max(width - EDGE, x));
      if (y > -EDGE && y < height + EDGE) one[1] = clamp(one[1], Math.min(EDGE, y), Math.max(height - EDGE, y));
    });
    if (!moved) break;
  }
  return placed;
}

const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

class SchoolMap extends HTMLElement {
  connectedCallback() {
    this.stage = this.querySelector(".map__stage");
    this.drawing = this.querySelector(".map__drawing");
    this.base = this.querySelector(".map__base");
    const layer = (name) => `<use class="map__${name}" href="${this.base.dataset.base}#${name}"/>`;
    this.base.innerHTML = LAYERS.map(layer).join("");
    this.tip = this.querySelector(".map__tip");
    const [x, y, width, height] = this.base.getAttribute("viewBox").split(" ").map(Number);
    this.start = { x, y, width, height };
    this.view = { ...this.start };
    const [wide, tall] = this.stage.dataset.whole.split(" ").map(Number);
    this.whole = { width: wide, height: tall };
    this.widest = Math.min(wide, (tall * width) / height);
    const place = (element) => ({
      element,
      x: x + (parseFloat(element.getAttribute("x")) / 100) * width,
      y: y + (parseFloat(element.getAttribute("y")) / 100) * height,
    });
    this.pins = [...this.querySelectorAll(".map__at")].map(place);
    this.stems = [...this.querySelectorAll(".map__stems > svg")].map((stem) => stem.firstElementChild);
    this.fixed = [...this.querySelectorAll(".map__names > *, .map__drawing > .map__searched")].map(place);
    this.stems.forEach((line) => this.fixed.push(place(line.parentElement)));

    this.stage.tabIndex = 0;
    this.querySelector(".map__controls").hidden = false;
    this.stop = new AbortController();
    const on = (target, type, listener, options = {}) =>
      target.addEventListener(type, listener, { signal: this.stop.signal, ...options });
    on(this, "click", (event) => this.click(event));
    on(this.stage, "keydown", (event) => this.key(event));
    on(this.stage, "wheel", (event) => this.wheel(event), { passive: false });
    on(this.stage, "pointerdown", (event) => this.grab(event));
    on(this.stage, "pointermove", (event) => this.drag(event));
    for (const type of ["pointerup", "pointercancel"]) on(this.stage, type, (event) => this.drop(event));
    for (const type of ["touchstart", "touchmove"]) {
      on(this.stage, type, (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
    }
    for (const type of ["pointerover", "focusin"]) on(document, type, (event) => this.light(event.target));
    this.fingers = new Map();
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.stage);
  }

  disconnectedCallback() {
    this.stop?.abort();
    this.sizes?.disconnect();
    cancelAnimationFrame(this.frame);
  }

  /* Position everything for the current view. */
  draw() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width) return; // the map is collapsed
    const { view } = this;
    const scale = width / view.width;
    const at = ({ x, y }) => [(x - view.x) * scale, (y - view.y) * scale];
    this.base.setAttribute("viewBox", [view.x, view.y, view.width, view.height].join(" "));
    for (const one of this.fixed) {
      const [x, y] = at(one);
      one.element.setAttribute("x", x);
      one.element.setAttribute("y", y);
    }
    const points = this.pins.map(at);
    spread(points, width, height).forEach(([x, y], i) => {
      const [trueX, trueY] = points[i];
      this.pins[i].element.setAttribute("x", trueX);
      this.pins[i].element.setAttribute("y", trueY);
      this.pins[i].element.querySelector("g").setAttribute("transform", `translate(${x - trueX} ${y - trueY})`);
      this.stems[i].setAttribute("x2", x - trueX);
      this.stems[i].setAttribute("y2", y - trueY);
      const aside = Math.hypot(x - trueX, y - trueY) > ASIDE;
      this.stems[i].parentElement.setAttribute("display", aside ? "inline" : "none");
    });
    const size = Math.log((width * this.start.width) / view.width / NARROWEST) / Math.log(GROWTH);
    this.drawing.dataset.tiers = [1, 2, 3, 4].filter((tier) => tier <= size).join(" ");
    this.stage.toggleAttribute("data-enlarged", view.width < this.start.width - 1);
    this.querySelector("[data-zoom=in]").disabled = view.width <= CLOSEST;
    this.querySelector("[data-zoom=out]").disabled = view.width >= this.widest;
    this.point();
  }

  /* Show `view`, limited to the base. Animated, unless the visitor prefers reduced motion. */
  go(view, smooth = false) {
    cancelAnimationFrame(this.frame);
    const width = clamp(view.width, CLOSEST, this.widest);
    const height = (width * this.start.height) / this.start.width;
    const to = {
      x: clamp(view.x, 0, this.whole.width - width),
      y: clamp(view.y, 0, this.whole.height - height),
      width,
      height,
    };
    if (!smooth || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.view = to;
      this.draw();
      return;
    }
    const from = this.view;
    const began = performance.now();
    const step = (now) => {
      const done = Math.min((now - began) / 200, 1);
      const eased = 1 - (1 - done) ** 3;
      this.view = Object.fromEntries(Object.keys(to).map((key) => [key, from[key] + (to[key] - from[key]) * eased]));
      this.draw();
      if (done < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  /* Zoom by `factor` around a point of the stage, given as fractions of its size. */
  zoom(factor, [x, y] = [0.5, 0.5], smooth = false) {
    const { view } = this;
    const width = clamp(view.width / factor, CLOSEST, this.widest);
    const height = (width * view.height) / view.width;
    this.go({ x: view.x + (view.width - width) * x, y: view.y + (view.height - height) * y, width }, smooth);
  }

  /* Pan by fractions of the view. */
  move(across, down, smooth = false) {
    const { view } = this;
    this.go({ ...view, x: view.x + view.width * across, y: view.y + view.height * down }, smooth);
  }

  share({ clientX, clientY }) {
    const box = this.stage.getBoundingClientRect();
    return [(clientX - box.x) / box.width, (clientY - box.y) / box.height];
  }

  click(event) {
    if (this.dragged) {
      this.dragged = false;
      event.preventDefault();
      return;
    }
    const zoom = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (zoom === "reset") this.go(this.start, true);
    else if (zoom) this.zoom(zoom === "in" ? STEP : 1 / STEP, undefined, true);
    if (event.target.closest(".map__close")) {
      event.preventDefault();
      this.close(true);
    }
    const pin = event.target.closest(".map__pin");
    const several = pin?.getAttribute("href").startsWith("#");
    if (several) {
      event.preventDefault();
      this.open(pin);
    } else if (pin && event.pointerType === "touch" && this.touched !== pin) {
      event.preventDefault(); // the first tap shows the school's name, the second opens its page
      this.close();
      this.tell(pin);
    } else if (!event.target.closest(".map__place")) this.close();
    this.touched = pin;
  }

  /* Show the list of schools at one pin. */
  open(pin) {
    this.close();
    this.opener = pin;
    this.opened = document.getElementById(pin.getAttribute("href").slice(1));
    this.opened.classList.add("is-open");
    this.opened.querySelector("a").focus();
  }

  close(back = false) {
    this.opened?.classList.remove("is-open");
    if (back) this.opener?.focus();
    if (location.hash.startsWith("#map-place")) location.replace("#map"); // opened before this script ran
    this.opened = this.opener = null;
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const does = {
      "+": () => this.zoom(STEP, undefined, true),
      "=": () => this.zoom(STEP, undefined, true),
      "-": () => this.zoom(1 / STEP, undefined, true),
      0: () => this.go(this.start, true),
      ArrowLeft: () => this.move(-0.2, 0, true),
      ArrowRight: () => this.move(0.2, 0, true),
      ArrowUp: () => this.move(0, -0.2, true),
      ArrowDown: () => this.move(0, 0.2, true),
      Escape: () => this.close(true),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    this.zoom(Math.exp(-clamp(event.deltaY, -60, 60) / 90), this.share(event));
  }

  grab(event) {
    this.dragged = false;
    if (event.button || event.target.closest("button, .map__place")) return;
    this.fingers.set(event.pointerId, event);
  }

  drag(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const others = [...this.fingers.values()].filter((one) => one.pointerId !== event.pointerId);
    if (!others.length && event.pointerType === "touch" && !this.stage.hasAttribute("data-enlarged")) return;
    const [x, y] = this.share(event);
    const [oldX, oldY] = this.share(before);
    if (others.length) {
      const [otherX, otherY] = this.share(others[0]);
      const far = Math.hypot(x - otherX, y - otherY) / (Math.hypot(oldX - otherX, oldY - otherY) || 1);
      this.zoom(far || 1, [(x + otherX) / 2, (y + otherY) / 2]);
      this.move((oldX - x) / 2, (oldY - y) / 2);
    } else if (!this.dragged && Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 4) {
      return; // a click with a little movement
    } else {
      this.move(oldX - x, oldY - y);
    }
    this.dragged = true;
    this.stage.toggleAttribute("data-dragged", true);
    this.stage.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, event);
  }

  drop(event) {
    this.fingers.delete(event.pointerId);
    this.stage.toggleAttribute("data-dragged", false);
  }

  /* Highlight the pins and cards of the school under the pointer, or else of the focus: where a page scrolls to the
     focus, it moves under a pointer that is at rest. */
  light(target) {
    const school = target.closest?.("[data-school]") ?? document.activeElement?.closest("[data-school]");
    if (school === this.lit) return;
    this.lit = school;
    for (const one of document.querySelectorAll(".is-lit")) one.classList.remove("is-lit");
    const slugs = school?.dataset.school.split(" ") ?? [];
    for (const slug of slugs) {
      for (const one of document.querySelectorAll(`[data-school~="${CSS.escape(slug)}"]`)) one.classList.add("is-lit");
    }
    this.tell(this.pins.map(({ element }) => element.firstElementChild).find((pin) => pin.matches(".is-lit")));
  }

  /* Show the school's name next to the pin, or hide it without a pin. */
  tell(pin) {
    this.told = pin;
    this.tip.textContent = this.opened ? "" : (pin?.getAttribute("aria-label") ?? "");
    this.point();
  }

  /* Place the label of `tell` next to the pin and inside the map. */
  point() {
    const { tip, told } = this;
    tip.hidden = true;
    if (!told || !tip.textContent) return;
    const stage = this.stage.getBoundingClientRect();
    const pin = told.getBoundingClientRect();
    const [x, y] = [pin.x + pin.width / 2 - stage.x, pin.y - stage.y];
    if (x < 0 || x > stage.width || y < -pin.height || y > stage.height) return;
    tip.hidden = false;
    const left = clamp(x - tip.offsetWidth / 2, 4, stage.width - tip.offsetWidth - 8);
    const above = y - tip.offsetHeight - 6;
    tip.style.translate = `${left}px ${above > 4 ? above : y + pin.height + 6}px`;
  }
}

if (!customElements.get("school-map")) customElements.define("school-map", SchoolMap);
