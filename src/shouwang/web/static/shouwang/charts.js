// Draws the charts of a page from their data blocks; says when one has been drawn (data-ready).
"use strict";
(() => {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  // Where nothing can be drawn the table twin stands open instead.
  const showTable = (figure) => {
    figure.querySelector(".drawing").classList.add("absent");
    figure.querySelector("details").open = true;
    figure.dataset.ready = "table";
  };
  const draw = (figure) => {
    if (figure.dataset.ready || figure.dataset.drawing) return;
    if (typeof echarts === "undefined") return showTable(figure);
    figure.dataset.drawing = "1";
    const place = figure.querySelector(".drawing");
    const option = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const chart = echarts.init(place, null, { renderer: "canvas", locale: "ZH" });
    chart.on("finished", () => { figure.dataset.ready = "drawing"; });
    chart.setOption({
      animation: !still,
      animationDuration: 200,
      textStyle: { fontFamily: style.fontFamily, color: token("--ink") },
      ...option,
      // Drawn on the canvas: HTML of ECharts' own would carry styles that the policy forbids.
      tooltip: option.tooltip && { ...option.tooltip, renderMode: "richText", confine: true },
    });
    new ResizeObserver(() => chart.resize()).observe(place);
    window.addEventListener("beforeprint", () => chart.resize());
  };
  const drawAll = (root) => root.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:afterSwap", (event) => drawAll(event.target));
})();
