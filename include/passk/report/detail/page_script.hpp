// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_PAGE_SCRIPT_HPP
#define PASSK_REPORT_DETAIL_PAGE_SCRIPT_HPP

namespace passk::detail {

/// What a report does beyond showing itself. All numbers and names are read from the tables of the
/// page and set as text, never as markup.
inline constexpr const char* page_script = R"js(
"use strict";
(() => {
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const svgMake = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // Light and dark
  const root = document.documentElement;
  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = make("button", { type: "button", className: "theme" });
  const nameTheme = () => { theme.textContent = dark() ? "Light" : "Dark"; };
  theme.onclick = () => { root.dataset.theme = dark() ? "light" : "dark"; nameTheme(); };
  theme.setAttribute("aria-label", "Switch between light and dark");
  nameTheme();
  document.querySelector(".top").append(theme);

  // Tables: rows as they were written, columns by name, sorting
  const number = (cell) => {
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    const text = cell.textContent.trim();
    const share = /^(\d+)\/(\d+)$/.exec(text);
    if (share) return share[2] === "0" ? 0 : share[1] / share[2];
    const plain = text.replace(/,/g, "");
    return plain !== "" && !Number.isNaN(Number(plain)) ? Number(plain) : null;
  };
  const tables = new Map();
  for (const table of document.querySelectorAll("table")) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heading = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    tables.set(table.id, { table, rows, heading });
    [...table.tHead.rows[0].cells].forEach((cell, column) => {
      const button = make("button", { type: "button" }, ...cell.childNodes);
      cell.append(button);
      button.onclick = () => {
        const rising = cell.getAttribute("aria-sort") !== "ascending";
        for (const other of cell.parentNode.cells) other.removeAttribute("aria-sort");
        cell.setAttribute("aria-sort", rising ? "ascending" : "descending");
        const keys = new Map(rows.map((row) =>
          [row, number(row.cells[column]) ?? row.cells[column].textContent]));
        const order = (a, b) => {
          const x = keys.get(a), y = keys.get(b);
          if (typeof x === typeof y && typeof x === "number") return x - y;
          if (typeof x !== typeof y) return typeof x === "number" ? -1 : 1;
          return x.localeCompare(y, undefined, { numeric: true });
        };
        body.append(...[...rows].sort((a, b) => (rising ? order(a, b) : order(b, a))));
      };
    });
  }

  // The box beside the pointer
  const fill = (box, title, lines) => {
    box.replaceChildren(make("b", {}, title), ...lines.map(([name, value]) =>
      make("div", {}, make("span", { dir: "auto" }, name), make("em", {}, value))));
  };
  const place = (box, plot, x, y) => {
    const width = plot.clientWidth;
    box.style.left = "0px";
    const left = x + 14 + box.offsetWidth > width ? Math.max(0, x - 14 - box.offsetWidth) : x + 14;
    box.style.left = left + "px";
    box.style.top = Math.max(0, y) + "px";
  };
  const toSvg = (svg, event) => {
    const frame = svg.getBoundingClientRect();
    const view = svg.viewBox.baseVal;
    return { x: (event.clientX - frame.left) * view.width / frame.width,
             y: (event.clientY - frame.top) * view.height / frame.height,
             scale: frame.width / view.width };
  };

  // Curves: scale of the x axis, read-out at one k
  const setUpCurves = (figure, plot, box, tools) => {
    const { rows, heading } = tables.get(figure.dataset.table);
    const pictures = [...plot.querySelectorAll("svg[data-scale]")];
    const logarithmic = pictures[0].dataset.scale === "log";
    const ks = [...new Set(rows.map((row) => number(row.cells[0])))].sort((a, b) => a - b);
    let scale = pictures[0].dataset.scale;
    let chosen = null;
    // columns that each curve has beside its value and interval
    const crowding = new Set(heading.filter((name, i) => heading.indexOf(name) !== i));

    const position = (svg, k) => {
      const on = scale === "log" ? Math.log : (value) => value;
      const { low, high, left, right } = svg.dataset;
      const share = (on(k) - on(+low)) / (on(+high) - on(+low));
      return +left + (right - left) * share;
    };
    const lay = (svg) => {
      const x = (k) => position(svg, k).toFixed(1);
      for (const path of svg.querySelectorAll(".line, .band")) {
        const xs = path.closest("[data-xs]").dataset.xs.split(" ").map(Number);
        let i = 0;
        path.setAttribute("d", path.getAttribute("d").replace(/([ML])(-?[\d.]+) /g, (_, step) => {
          const k = i < xs.length ? xs[i] : xs[2 * xs.length - 1 - i];
          i += 1;
          return step + x(k) + " ";
        }));
      }
      for (const mark of svg.querySelectorAll(".mark, .tick")) {
        mark.setAttribute("transform",
          mark.getAttribute("transform").replace(/translate\(\S+/, "translate(" + x(+mark.dataset.x)));
      }
      let last = -1e9;
      for (const tick of svg.querySelectorAll(".tick")) {
        const at = position(svg, +tick.dataset.x);
        const crowded = at - last < 30;
        tick.style.display = crowded ? "none" : "";
        if (!crowded) last = at;
      }
      for (const span of svg.querySelectorAll(".span")) {
        const from = span.dataset.lower ? position(svg, +span.dataset.lower) : +svg.dataset.right;
        const to = span.dataset.upper ? position(svg, +span.dataset.upper) : +svg.dataset.right;
        const at = x(+span.dataset.at);
        const shade = span.querySelector("rect");
        shade.setAttribute("x", Math.max(from, svg.dataset.left));
        shade.setAttribute("width", Math.max(0, to - Math.max(from, svg.dataset.left)));
        const line = span.querySelector("line");
        line.setAttribute("x1", at);
        line.setAttribute("x2", at);
        const words = span.nextElementSibling.querySelector("text");
        const before = at > (+svg.dataset.left + +svg.dataset.right) / 2;
        words.setAttribute("text-anchor", before ? "end" : "start");
        words.setAttribute("x", +at + (before ? -7 : 7));
      }
    };

    const hidden = () => new Set([...figure.querySelectorAll(".legend [aria-pressed=false]")]
      .map((button) => button.textContent));
    const show = (k) => {
      chosen = k;
      for (const svg of pictures) {
        svg.querySelector(".cross")?.remove();
        if (k === null) continue;
        const x = position(svg, k);
        svg.append(svgMake("line", { class: "cross", x1: x, x2: x, y1: svg.dataset.top, y2: svg.dataset.bottom }));
      }
      if (k === null) { box.replaceChildren(); return; }
      const gone = hidden();
      const lines = [];
      const found = rows.filter((row) => number(row.cells[0]) === k);
      for (const row of found) {
        const texts = [...row.cells].map((cell) => cell.textContent);
        if (found.length > 1) {
          lines.push([texts[1], texts[2] + " " + texts[3]]);
          continue;
        }
        for (let i = 1; i < texts.length; i += 1) {
          if (heading[i] === "interval" || crowding.has(heading[i]) || gone.has(heading[i])) continue;
          const bounds = heading[i + 1] === "interval" ? " " + texts[i + 1] : "";
          lines.push([heading[i], texts[i] + bounds]);
        }
      }
      const most = 9;
      if (lines.length > most) lines.splice(most, lines.length, ["and " + (lines.length - most) + " more", ""]);
      fill(box, heading[0] + " = " + found[0].cells[0].textContent, lines);
      const svg = pictures.find((one) => one.clientWidth > 0) ?? pictures[0];
      const ratio = svg.clientWidth / svg.viewBox.baseVal.width;
      place(box, plot, position(svg, k) * ratio, svg.dataset.bottom * ratio - box.offsetHeight - 10);
    };
    const nearest = (svg, x) => ks.reduce((best, k) =>
      Math.abs(position(svg, k) - x) < Math.abs(position(svg, best) - x) ? k : best);

    let pinned = null;
    for (const svg of pictures) {
      svg.addEventListener("pointermove", (event) => show(nearest(svg, toSvg(svg, event).x)));
      svg.addEventListener("pointerdown", (event) => show(nearest(svg, toSvg(svg, event).x)));
      svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") show(pinned); });
    }
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", figure.querySelector("h3").textContent + ": arrow keys read values");
    plot.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (event.key === "Escape") { pinned = null; show(null); return; }
      if (!step) return;
      event.preventDefault();
      const at = chosen === null ? (step > 0 ? -1 : ks.length) : ks.indexOf(chosen);
      show(ks[Math.min(ks.length - 1, Math.max(0, at + step))]);
    });
    plot.addEventListener("blur", () => show(pinned));

    if (logarithmic) {
      const button = make("button", { type: "button", className: "scale" }, "linear axis");
      button.onclick = () => {
        scale = scale === "log" ? "linear" : "log";
        button.textContent = scale === "log" ? "linear axis" : "logarithmic axis";
        pictures.forEach(lay);
        show(chosen);
      };
      tools.append(button);
    }
    const select = make("select", {}, make("option", { value: "" }, "choose " + heading[0]),
      ...ks.map((k) => make("option", { value: k }, heading[0] + " = " + k)));
    select.setAttribute("aria-label", "Read the figure at one " + heading[0]);
    select.onchange = () => { pinned = select.value === "" ? null : +select.value; show(pinned); };
    tools.append(select);
    figure.addEventListener("legend", () => show(chosen));
  };

  // Squares: which problem is under the pointer, filter by group
  const setUpSquares = (figure, plot, box, tools) => {
    const { table, rows, heading } = tables.get(figure.dataset.table);
    const base = heading.indexOf(figure.dataset.base);
    const tuned = heading.indexOf(figure.dataset.tuned);
    const pictures = [...plot.querySelectorAll(":scope > svg")];
    const groups = new Map();
    for (const cells of pictures[0].querySelectorAll(".cells")) {
      groups.set(cells.dataset.group, (cells.dataset.problems || "").split(" ").filter(Boolean).map(Number));
    }
    const buttons = new Map();
    let filter = null;
    const choose = (name) => {
      filter = filter === name ? null : name;
      for (const [group, button] of buttons) button.setAttribute("aria-pressed", String(group === filter));
      for (const svg of pictures) {
        for (const cells of svg.querySelectorAll(".cells")) {
          cells.classList.toggle("dimmed", filter !== null && cells.dataset.group !== filter);
        }
      }
      const kept = filter === null ? null : new Set(groups.get(filter));
      rows.forEach((row, i) => { row.hidden = kept !== null && !kept.has(i); });
      if (filter !== null) table.closest("details").open = true;
    };
    for (const [name, problems] of groups) {
      const button = make("button", { type: "button", className: "choice" }, name + " " + problems.length);
      button.setAttribute("aria-pressed", "false");
      button.onclick = () => choose(name);
      buttons.set(name, button);
      tools.append(button);
    }
    const under = (svg, event) => {
      const at = toSvg(svg, event);
      for (const cells of svg.querySelectorAll(".cells")) {
        const { left, top, pitch, columns, group } = cells.dataset;
        const column = Math.floor((at.x - left) / pitch);
        const row = Math.floor((at.y - top) / pitch);
        if (column < 0 || row < 0 || column >= +columns) continue;
        const i = row * columns + column;
        const problem = groups.get(group)[i];
        if (problem === undefined) continue;
        return { problem, group, x: +left + column * pitch, y: +top + row * pitch, size: +pitch - 2, scale: at.scale };
      }
      return null;
    };
    const show = (svg, hit) => {
      svg.querySelector(".pick")?.remove();
      if (!hit) { box.replaceChildren(); return; }
      const row = rows[hit.problem];
      fill(box, row.cells[0].textContent, [
        [figure.dataset.base, row.cells[base].textContent],
        [figure.dataset.tuned, row.cells[tuned].textContent],
        ["solved by", hit.group]]);
      svg.append(svgMake("rect", { class: "pick", x: hit.x - 1, y: hit.y - 1, width: hit.size + 2, height: hit.size + 2 }));
      place(box, plot, (hit.x + hit.size) * hit.scale, (hit.y + hit.size) * hit.scale + 8);
    };
    for (const svg of pictures) {
      svg.addEventListener("pointermove", (event) => show(svg, under(svg, event)));
      svg.addEventListener("pointerleave", () => show(svg, null));
      svg.addEventListener("click", (event) => {
        const hit = under(svg, event);
        if (hit) choose(hit.group);
      });
    }
  };

  // Bars and rows: the row of the table under the pointer
  const setUpRows = (figure, plot, box) => {
    const { rows, heading } = tables.get(figure.dataset.table);
    for (const svg of plot.querySelectorAll(":scope > svg")) {
      svg.addEventListener("pointermove", (event) => {
        const hit = event.target.closest("[data-row]");
        if (!hit) { box.replaceChildren(); return; }
        const texts = [...rows[hit.dataset.row].cells].map((cell) => cell.textContent);
        fill(box, texts[0], heading.slice(1).map((name, i) => [name, texts[i + 1]]));
        const at = toSvg(svg, event);
        place(box, plot, at.x * at.scale, at.y * at.scale + 16);
      });
      svg.addEventListener("pointerleave", () => box.replaceChildren());
    }
  };

  for (const figure of document.querySelectorAll("figure")) {
    const plot = figure.querySelector(".plot");
    const tools = figure.querySelector(".tools");
    const box = make("div", { className: "readout" });
    box.setAttribute("role", "status");
    plot.append(box);
    for (const entry of figure.querySelectorAll(".legend .entry")) {
      const button = make("button", { type: "button", className: "entry" }, ...entry.childNodes);
      button.setAttribute("aria-pressed", "true");
      button.title = "Show or hide";
      entry.replaceWith(button);
      button.onclick = () => {
        const shown = button.getAttribute("aria-pressed") === "false";
        button.setAttribute("aria-pressed", String(shown));
        for (const drawn of plot.querySelectorAll("[data-name]")) {
          if (drawn.dataset.name === button.textContent) drawn.style.display = shown ? "" : "none";
        }
        figure.dispatchEvent(new Event("legend"));
      };
    }
    if (plot.querySelector("svg[data-scale]")) setUpCurves(figure, plot, box, tools);
    else if (plot.querySelector(".cells")) setUpSquares(figure, plot, box, tools);
    else if (plot.querySelector("[data-row]")) setUpRows(figure, plot, box);
  }

  // The key figure at a k of the reader's choice
  for (const fact of document.querySelectorAll("[data-k-table]")) {
    const { rows } = tables.get(fact.dataset.kTable);
    const [label, value, detail] = fact.children;
    const select = make("select", {}, ...rows.map((row) => make("option", {}, row.cells[0].textContent)));
    select.setAttribute("aria-label", "k of this figure");
    select.selectedIndex = rows.length - 1;
    select.onchange = () => {
      const texts = [...rows[select.selectedIndex].cells].map((cell) => cell.textContent);
      value.textContent = texts[1] + " \u2192 " + texts[2];
      detail.textContent = "tuned - base = " + texts[3] + " " + texts[4];
    };
    label.replaceChildren("base \u2192 tuned at k = ", select);
  }
})();
)js";

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_PAGE_SCRIPT_HPP
