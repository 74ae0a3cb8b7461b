/* An area drawn on the live map. What is drawn stands in the form's own field as GeoJSON, and is read
   from there; a shape of several parts is shown, and stays as it is until somebody clears it. */
const SVG = "http://www.w3.org/2000/svg", KM_A_DEGREE = 111.32, MOST = 100;
const fine = (degrees) => Math.round(degrees * 1e5) / 1e5;
const clamp = (n, most) => Math.max(-most, Math.min(most, n));

/* The rings of a GeoJSON text, closed; none where it is no area. */
function ringsOf(text) {
  const of = (g) => g.type === "FeatureCollection" ? g.features.flatMap(of) : g.type === "Feature" ? of(g.geometry)
    : g.type === "GeometryCollection" ? g.geometries.flatMap(of) : g.type === "Polygon" ? g.coordinates
    : g.type === "MultiPolygon" ? g.coordinates.flat() : [];
  try {
    const rings = of(JSON.parse(text));
    const good = ([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
    return rings.every((ring) => ring.length > 3 && ring.every(good)) ? rings : [];
  } catch { return []; } // the server says what is wrong with it
}

function crosses(corners) {
  const n = corners.length, side = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  for (let i = 0; i < n; i++) for (let j = i + 2; j < n; j++) {
    if (i === 0 && j === n - 1) continue;
    const [a, b, c, d] = [corners[i], corners[i + 1], corners[j], corners[(j + 1) % n]];
    if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
  }
  return false;
}

function squareKm(corners) {
  const flat = Math.cos((corners.reduce((sum, c) => sum + c[1], 0) / corners.length) * Math.PI / 180);
  const twice = corners.reduce((sum, [x, y], i) => { const [u, v] = corners[(i + 1) % corners.length]; return sum + x * v - u * y; }, 0);
  return Math.abs(twice / 2) * flat * KM_A_DEGREE ** 2;
}

export function draw(tool, box, map) {
  const field = document.getElementById(tool.dataset.draws), said = tool.querySelector("[data-draw-said]");
  const over = document.createElement("div"), svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path"), cross = document.createElement("i");
  const word = (name) => tool.dataset["word" + name];
  let corners = [], fixed = null, past = [], moving = null;
  const handles = [];
  over.className = "map-over";
  cross.className = "draw-cross";
  svg.setAttribute("class", "leads");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("class", "draw-area");
  svg.append(path);
  over.append(svg, cross);
  box.append(over);

  function read() {
    const rings = ringsOf(field.value), one = rings.length === 1 && rings[0].length <= MOST + 1;
    corners = one ? rings[0].slice(0, -1).map(([lon, lat]) => [lon, lat]) : [];
    fixed = rings.length && !one ? rings : null;
    past = [];
    const all = rings.flat(), edge = (pick, k) => pick(...all.map((c) => c[k]));
    if (all.length) map.fitBounds([edge(Math.min, 0), edge(Math.min, 1), edge(Math.max, 0), edge(Math.max, 1)], { padding: 50, maxZoom: 10, animate: false });
    show();
  }
  /* Fewer than three corners are a line: the server refuses it, and nothing else is taken for it. */
  function write() {
    field.value = !corners.length ? "" : JSON.stringify(corners.length < 3 ? { type: "LineString", coordinates: corners } : { type: "Polygon", coordinates: [[...corners, corners[0]]] });
    show();
  }
  function remember(what = null) {
    if (what === null || moving !== what) past.push([corners.map((c) => [...c]), fixed, field.value]);
    moving = what;
  }
  function show() {
    while (handles.length > corners.length) handles.pop().remove();
    while (handles.length < corners.length) handles.push(handle(handles.length));
    handles.forEach((node, i) => node.setAttribute("aria-label", `${word("Corner")} ${i + 1}: ${corners[i][1].toFixed(2)}, ${corners[i][0].toFixed(2)}`));
    const n = corners.length, crossed = crosses(corners);
    path.classList.toggle("crossed", crossed);
    const text = fixed ? word("Fixed") : !n ? word("None") : n < 3 ? word("Few") : crossed ? word("Crosses") : word("Shape");
    const km = n > 2 ? squareKm(corners).toLocaleString((document.documentElement.lang || "en") + "-u-nu-latn", { maximumSignificantDigits: 2 }) : "";
    said.textContent = text.replace("{n}", n).replace("{km}", km);
    said.classList.toggle("danger", crossed);
    follow();
  }
  function follow() {
    const rings = fixed || [corners], { clientWidth: w, clientHeight: h } = box;
    const point = (c) => { const p = map.project(c); return `${p.x.toFixed(1)} ${p.y.toFixed(1)}`; };
    path.setAttribute("d", rings.map((ring) => (ring.length ? "M" + ring.map(point).join("L") + (ring.length > 2 ? "Z" : "") : "")).join(""));
    handles.forEach((node, i) => {
      const p = map.project(corners[i]);
      node.hidden = p.x < 0 || p.y < 0 || p.x > w || p.y > h;
      node.style.transform = `translate(${p.x.toFixed(1)}px,${p.y.toFixed(1)}px)`;
    });
  }
  const at = (x, y) => { const { lng, lat } = map.unproject([x, y]); return [fine(clamp(lng, 180)), fine(clamp(lat, 85))]; };
  function add(corner, before = corners.length) {
    if (fixed || corners.length >= MOST) return;
    remember();
    corners.splice(before, 0, corner);
    write();
  }
  const middle = () => add(at(box.clientWidth / 2, box.clientHeight / 2));

  function handle(i) {
    const node = document.createElement("button");
    node.type = "button";
    node.className = "draw-corner";
    node.setAttribute("aria-describedby", tool.dataset.keys);
    node.onpointerdown = (e) => { node.setPointerCapture(e.pointerId); moving = null; };
    node.onpointermove = (e) => {
      if (!node.hasPointerCapture(e.pointerId)) return;
      const edge = box.getBoundingClientRect(), x = e.clientX - edge.left, y = e.clientY - edge.top;
      const from = map.project(corners[i]);
      if (moving !== node && Math.hypot(x - from.x, y - from.y) < 4) return; // a press is no move
      remember(node);
      corners[i] = at(x, y);
      write();
    };
    node.onpointerup = () => { moving = null; };
    node.onblur = () => { moving = null; };
    node.onkeydown = (e) => {
      const step = e.shiftKey ? 1 : 10, [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[e.key] || [0, 0];
      if (dx || dy) {
        const p = map.project(corners[i]);
        remember(node);
        corners[i] = at(p.x + dx, p.y + dy);
        write();
        if (node.hidden) { map.jumpTo({ center: corners[i] }); follow(); node.focus(); }
      } else if (e.key === "Delete" || e.key === "Backspace") {
        remember();
        corners.splice(i, 1);
        write();
        (handles[Math.min(i, handles.length - 1)] || tool.querySelector("[data-draw=here]")).focus();
      } else if (e.key === "+" && corners.length > 1) {
        const [a, b] = [corners[i], corners[(i + 1) % corners.length]];
        add([fine((a[0] + b[0]) / 2), fine((a[1] + b[1]) / 2)], i + 1);
        handles[i + 1]?.focus();
      } else return;
      e.preventDefault();
    };
    over.append(node);
    return node;
  }
  const does = {
    here: middle,
    undo: () => { if (past.length) { [corners, fixed, field.value] = past.pop(); show(); } },
    clear: () => { if (corners.length || fixed) { remember(); corners = []; fixed = null; write(); } },
  };
  for (const button of tool.querySelectorAll("[data-draw]")) button.onclick = () => { moving = null; does[button.dataset.draw](); };
  map.on("click", (e) => add(at(e.point.x, e.point.y)));
  map.on("move", follow);
  map.on("resize", follow);
  map.getCanvas().addEventListener("keydown", (e) => { if (e.key === "Enter") { e.preventDefault(); middle(); } });
  field.addEventListener("change", read);
  const text = field.closest("details");
  if (text && !text.querySelector(".error")) text.open = false;
  read();
}
