// The board: arrow keys in the grid, what a cell says on hover and focus, the panel, the map.
"use strict";
(() => {
  // A page of figures goes back by asking again: nothing of it is kept in the browser.
  htmx.config.historyCacheSize = 0;
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const FILLS = {
    good: "#bfe0cb", watch: "#f3d68a", bad: "#e08379", none: "#eef0f2",
    "shade-0": "#e6eff8", "shade-1": "#bcd4ec", "shade-2": "#86b2da", "shade-3": "#4a87bf", "shade-4": "#1f5a94",
  };
  const shapes = new Map();
  let chart = null;
  let drawn = null;

  // ---- the grid: one stop for the tabulator, arrows inside
  const links = (row) => [...row.querySelectorAll("a[data-cell]")];
  const enterGrid = (grid) => {
    if (grid.dataset.walks) return;
    grid.dataset.walks = "1";
    const all = grid.querySelectorAll("a[data-cell]");
    all.forEach((each, place) => { each.tabIndex = place ? -1 : 0; });
    grid.addEventListener("keydown", (event) => {
      const here = event.target.closest("a[data-cell]");
      if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
      const rows = [...grid.querySelectorAll("tr[data-banner]")];
      const row = rows.indexOf(here.closest("tr"));
      const column = links(rows[row]).indexOf(here);
      const last = links(rows[row]).length - 1;
      const steps = {
        ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1],
        ArrowDown: [row + 1, column], ArrowUp: [row - 1, column],
        Home: [row, 0], End: [row, last], PageDown: [Math.min(row + 10, rows.length - 1), column], PageUp: [Math.max(row - 10, 0), column],
      };
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      const next = rows[step[0]] && links(rows[step[0]])[step[1]];
      if (next) next.focus();
    });
    grid.addEventListener("focusin", (event) => {
      const here = event.target.closest("a[data-cell]");
      if (!here) return;
      grid.querySelectorAll('a[data-cell][tabindex="0"]').forEach((each) => { each.tabIndex = -1; });
      here.tabIndex = 0;
    });
  };

  // ---- what a cell says
  let tip = null;
  const hideTip = () => { if (tip) tip.hidden = true; };
  const showTip = (link) => {
    if (!tip || !tip.isConnected) {
      tip = document.createElement("div");
      tip.className = "tip no-print";
      tip.setAttribute("aria-hidden", "true");
      document.body.append(tip);
    }
    tip.replaceChildren(...link.getAttribute("aria-label").split(" · ").map((line, place) => {
      const part = document.createElement(place ? "div" : "b");
      part.textContent = line;
      return part;
    }));
    tip.hidden = false;
    const box = link.getBoundingClientRect();
    const below = box.bottom + 6 + tip.offsetHeight < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8)) + scrollX}px`;
    tip.style.top = `${(below ? box.bottom + 6 : box.top - tip.offsetHeight - 6) + scrollY}px`;
  };
  for (const name of ["mouseover", "focusin"]) {
    document.addEventListener(name, (event) => {
      const link = event.target.closest && event.target.closest("a[data-cell]");
      if (link) showTip(link); else hideTip();
    });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });

  // ---- the panel
  const open = (link) => htmx.ajax("GET", link.href, { target: "#panel", swap: "innerHTML" }).then(() => {
    const panel = document.getElementById("panel");
    if (!panel) return;
    if (panel.getBoundingClientRect().top > innerHeight - 80 || innerWidth <= 900) panel.scrollIntoView({ block: "start" });
    if (innerWidth <= 900) panel.focus({ preventScroll: true });
  });
  document.addEventListener("click", (event) => {
    const full = event.target.closest("[data-fullscreen]");
    if (full) document.documentElement.requestFullscreen();
    const link = event.target.closest("a[data-cell], a[data-cell-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !document.getElementById("panel")) return;
    event.preventDefault();
    hideTip();
    open(link);
  });
  const mark = () => {
    const chosen = document.querySelector("[data-selected]");
    const name = chosen ? chosen.dataset.selected : "";
    document.querySelectorAll("a[data-cell][aria-current]").forEach((each) => each.removeAttribute("aria-current"));
    document.querySelectorAll("tr.chosen").forEach((each) => each.classList.remove("chosen"));
    if (!name) return;
    const link = document.querySelector(`a[data-cell="${name}"]`);
    if (link) {
      link.setAttribute("aria-current", "true");
      link.closest("tr").classList.add("chosen");
    }
    if (chart) chart.setOption({ series: [{ data: regions(name.split(".")[0]) }] });
  };

  // ---- the map
  const hatch = () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 8;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = "#9aa4ae";
    pen.lineWidth = 1.5;
    for (const shift of [-8, 0, 8]) {
      pen.beginPath();
      pen.moveTo(shift, 8);
      pen.lineTo(shift + 8, 0);
      pen.stroke();
    }
    return { image: canvas, repeat: "repeat" };
  };
  let blind = null;
  const regions = (selected) => drawn.places.map((each) => ({
    name: each.code,
    value: each.value,
    told: each,
    itemStyle: {
      areaColor: each.state === "blind" ? (blind = blind || hatch()) : FILLS[each.state] || FILLS.none,
      borderColor: each.code === selected ? token("--ink") : "#fff",
      borderWidth: each.code === selected ? 2.5 : 0.6,
    },
    label: { show: each.state === "bad" || each.state === "blind", formatter: each.mark, color: each.state === "bad" ? "#7a130d" : token("--ink"), fontSize: 10 },
    emphasis: { label: { show: true, formatter: each.name } },
  }));
  const load = async (address) => {
    if (!shapes.has(address)) shapes.set(address, fetch(address, { credentials: "same-origin" }).then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }));
    return shapes.get(address);
  };
  const showTable = (figure) => {
    figure.querySelector(".drawing").hidden = true;
    figure.querySelector("details").open = true;
    figure.dataset.ready = "table";
  };
  // Of a place without room nothing can be worked out: it is fitted again when it gets some.
  const fit = (place) => ({ layoutCenter: ["50%", "50%"], layoutSize: Math.max(place.clientWidth, 100) });
  const draw = async (figure) => {
    if (figure.dataset.ready) return;
    figure.dataset.ready = "wait";
    drawn = JSON.parse(document.getElementById(figure.dataset.map).textContent);
    if (typeof echarts === "undefined") return showTable(figure);
    try {
      const [banners, leagues] = await Promise.all([load(figure.dataset.banners), load(figure.dataset.leagues)]);
      echarts.registerMap("banners", banners);
      echarts.registerMap("leagues", leagues);
    } catch { return showTable(figure); }
    if (!figure.isConnected) return;
    if (chart) chart.dispose();
    const place = figure.querySelector(".drawing");
    chart = echarts.init(place, null, { renderer: "canvas", locale: "ZH" });
    chart.on("finished", () => { figure.dataset.ready = "drawing"; });
    const chosen = document.querySelector("[data-selected]");
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: style.fontFamily, color: token("--ink") },
      tooltip: {
        renderMode: "richText", confine: true,
        formatter: (each) => each.data && each.data.told
          ? [`${each.data.told.name} ${each.data.told.mark} ${each.data.told.value}`, ...each.data.told.text].join("\n")
          : drawn.names[each.name] || "",
      },
      geo: {
        map: "leagues", silent: true, ...fit(place), zlevel: 1,
        itemStyle: { areaColor: "rgba(0,0,0,0)", borderColor: "#57606a", borderWidth: 1 },
        emphasis: { disabled: true }, label: { show: false },
        regions: [{ name: "corner", itemStyle: { opacity: 0 } }],
      },
      series: [{
        type: "map", map: "banners", ...fit(place), selectedMode: false,
        itemStyle: { areaColor: FILLS.none, borderColor: "#fff", borderWidth: 0.6 },
        emphasis: { itemStyle: { borderColor: token("--ink"), borderWidth: 1.5 }, label: { color: token("--ink"), formatter: (each) => drawn.names[each.name] || "" } },
        label: { show: false },
        data: regions(chosen ? chosen.dataset.selected.split(".")[0] : ""),
      }],
    });
    chart.on("click", (event) => choose(event.name));
    new ResizeObserver(() => {
      if (!place.isConnected || !place.clientWidth || !chart || chart.getDom() !== place) return;
      chart.resize();
      chart.setOption({ geo: fit(place), series: [fit(place)] });
    }).observe(place);
  };
  // A banner of the map is the banner of the table: its row comes into sight, its cell opens.
  const choose = (code) => {
    const link = document.querySelector(`a[data-cell="${code}.${drawn.area}"]`);
    if (!link) return;
    link.closest("tr").scrollIntoView({ block: "nearest" });
    open(link);
  };
  // For journeys and for whoever has no mouse: the same as a click on a banner.
  document.addEventListener("board:choose", (event) => choose(event.detail));

  const begin = () => {
    document.querySelectorAll("[data-grid]").forEach(enterGrid);
    document.querySelectorAll("[data-map]").forEach(draw);
    mark();
  };
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:load", begin);
  window.addEventListener("beforeprint", () => {
    if (chart && chart.getDom().clientWidth) chart.resize();
  });
})();
