// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_PAGE_STYLE_HPP
#define PASSK_REPORT_DETAIL_PAGE_STYLE_HPP

#include <string>

namespace passk::detail {

// Colours of data after Okabe and Ito; every text keeps 4.5 to 1, every mark 3 to 1.
inline constexpr const char* light_colours = R"css(
  color-scheme: light;
  --paper: #ffffff; --panel: #f5f6f8; --ink: #1c2024; --muted: #5a626b; --rule: #d9dde2;
  --link: #005a8c; --both: #b9c1ca;
  --s0: #0072b2; --s1: #c44e00; --s2: #008a63; --s3: #a8498a;
  --s4: #a06a00; --s5: #2b83ba; --s6: #5b5b5b; --s7: #7a5bd0;
)css";

inline constexpr const char* dark_colours = R"css(
  color-scheme: dark;
  --paper: #14171a; --panel: #1d2125; --ink: #e8eaed; --muted: #a6aeb8; --rule: #383f47;
  --link: #7cc4f0; --both: #4d5660;
  --s0: #56b4e9; --s1: #ff9248; --s2: #3cc79b; --s3: #dd8fc6;
  --s4: #e3ad3f; --s5: #9fd0ff; --s6: #bdbdbd; --s7: #b7a4f7;
)css";

// Of pictures, whether in a page or alone.
inline constexpr const char* picture_rules = R"css(
svg text { fill: var(--ink); stroke: none; font-variant-numeric: tabular-nums; }
svg text.quiet { fill: var(--muted); }
svg text[paint-order] { stroke: var(--paper); }
svg .grid { stroke: var(--rule); }
svg .axis { stroke: var(--muted); }
svg .span { fill: var(--muted); stroke: var(--muted); }
svg .fold { fill: var(--muted); }
svg .cross { stroke: var(--ink); stroke-width: 1; }
svg .pick { fill: none; stroke: var(--ink); stroke-width: 2; }
svg .s0 { fill: var(--s0); stroke: var(--s0); } svg .s1 { fill: var(--s1); stroke: var(--s1); }
svg .s2 { fill: var(--s2); stroke: var(--s2); } svg .s3 { fill: var(--s3); stroke: var(--s3); }
svg .s4 { fill: var(--s4); stroke: var(--s4); } svg .s5 { fill: var(--s5); stroke: var(--s5); }
svg .s6 { fill: var(--s6); stroke: var(--s6); } svg .s7 { fill: var(--s7); stroke: var(--s7); }
svg .base-only { fill: var(--s0); } svg .tuned-only { fill: var(--s1); }
svg .neither { stroke: var(--muted); } svg .both { fill: var(--both); }
svg .positive { fill: var(--s1); } svg .negative { fill: var(--s0); }
)css";

inline constexpr const char* page_rules = R"css(
* { box-sizing: border-box; }
html { background: var(--paper); scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums;
}
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .25rem .5rem; }

/* The answer */
.top { display: flex; justify-content: space-between; align-items: center; gap: 1rem;
  font-size: .875rem; color: var(--muted); min-height: 2.25rem; }
h1, h2, h3 { font-weight: 650; line-height: 1.2; letter-spacing: -.012em; text-wrap: balance; margin: 0; }
h1 { font-size: clamp(1.4rem, 1.05rem + 1.5vw, 2.1rem); margin-top: .75rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .25rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.05rem; }
section > h3 { margin-top: 1rem; }
.headline { font-size: clamp(1.1rem, 1rem + .5vw, 1.3rem); line-height: 1.45; margin: 1rem 0;
  max-width: 46rem; text-wrap: pretty; overflow-wrap: anywhere; }
.findings { max-width: 46rem; padding-left: 1.15rem; margin: .75rem 0; }
.findings li { margin: .3rem 0; overflow-wrap: anywhere; }
.cautions { max-width: 46rem; border-left: 3px solid var(--s4); padding: .1rem 0 .1rem .9rem; margin: 1.25rem 0;
  font-size: .9375rem; }
.cautions p { margin: .3rem 0; overflow-wrap: anywhere; }
.lead { max-width: 46rem; margin: .25rem 0 1rem; color: var(--muted); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); margin: 1.75rem 0;
  border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; }
.fact { padding: .85rem .9rem; border: solid var(--rule); border-width: 0 1px 1px 0; margin: 0 -1px -1px 0; }
.fact dt { font-size: .8125rem; color: var(--muted); }
.fact dd { margin: 0; }
.fact .value { font-size: 1.25rem; font-weight: 600; letter-spacing: -.02em; line-height: 1.35; }
.fact .detail { font-size: .8125rem; color: var(--muted); }

/* Figures */
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 29rem), 1fr)); gap: 2.5rem 3rem; }
.figures.one { grid-template-columns: minmax(0, 46rem); }
figure { margin: 1rem 0 0; min-width: 0; container-type: inline-size; }
.head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .3rem 1rem; min-height: 2rem; }
.tools { display: flex; flex-wrap: wrap; gap: .3rem .4rem; align-items: center; font-size: .8125rem; }
button, select { font: inherit; font-size: .8125rem; color: var(--ink); background: var(--panel); border: 1px solid var(--rule);
  border-radius: 6px; padding: .1rem .55rem; min-height: 1.75rem; cursor: pointer; }
button:hover, select:hover { border-color: var(--muted); }
button[aria-pressed="true"].choice { background: var(--ink); color: var(--paper); border-color: var(--ink); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; padding: 0; margin: .35rem 0 0;
  font-size: .875rem; }
.legend li { flex: none; max-width: 100%; }
.legend .entry { display: inline-flex; align-items: center; gap: .45rem; max-width: 100%; text-align: start; }
.legend button.entry { border: 0; font-size: .875rem; padding: .1rem 0; background: none; }
.legend button[aria-pressed="false"] { text-decoration: line-through; color: var(--muted); }
.legend .long { max-width: none; min-width: 0; white-space: nowrap; text-overflow: ellipsis; }
.legend svg { flex: none; width: 26px; height: 12px; overflow: visible; }
.plot { position: relative; margin-top: .5rem; max-width: 46rem; }
.plot > svg { display: block; width: 100%; height: auto; overflow: visible; touch-action: pan-y; }
.plot > svg.narrow { display: none; }
@container (max-width: 30rem) {
  .plot > svg.wide { display: none; }
  .plot > svg.narrow { display: block; }
}
.readout { position: absolute; top: 0; left: 0; z-index: 2; pointer-events: none; max-width: min(24rem, 96%);
  background: var(--paper); border: 1px solid var(--muted); border-radius: 6px; padding: .4rem .6rem;
  font-size: .8125rem; line-height: 1.4; box-shadow: 0 2px 10px rgb(0 0 0 / .18); }
.readout:empty { display: none; }
.readout b { display: block; overflow-wrap: anywhere; }
.readout div { display: flex; justify-content: space-between; gap: .9rem; }
.readout em { font-style: normal; white-space: nowrap; }
.readout span { color: var(--muted); overflow-wrap: anywhere; }
.readout b, .readout span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.reading { font-size: .9375rem; max-width: 44rem; margin: .25rem 0 0; color: var(--muted); }
.notes { font-size: .8125rem; color: var(--muted); margin: .6rem 0 .3rem; padding: 0; list-style: none; overflow-wrap: anywhere; }
.dimmed { opacity: .18; }

svg { font: 12.5px/1 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }

/* Tables and folds */
details { margin: .4rem 0; }
summary { cursor: pointer; font-size: .875rem; color: var(--link); padding: .2rem 0; width: fit-content; max-width: 100%; }
details.comparison { border-top: 1px solid var(--rule); margin: 0; padding: .5rem 0; }
details.comparison > summary { color: var(--ink); font-size: 1rem; width: auto; }
details.comparison > summary h3 { display: inline; }
details.comparison > summary p { margin: .15rem 0 .15rem 1.1rem; color: var(--muted); font-size: .9375rem; }
.scroll { overflow: auto; max-height: 30rem; border: 1px solid var(--rule); border-radius: 6px; margin: .4rem 0; }
table { border-collapse: collapse; font-size: .8125rem; width: 100%; }
th, td { padding: .3rem .7rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--rule); white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
th { position: sticky; top: 0; background: var(--panel); font-weight: 600; z-index: 1; vertical-align: bottom; }
th button { border: 0; background: none; padding: 0; font-weight: 600; font-size: inherit; min-height: 1.5rem; text-align: inherit; }
th[aria-sort="ascending"] button::after { content: " \2191"; }
th[aria-sort="descending"] button::after { content: " \2193"; }
.r { text-align: end; }
.n { display: inline-block; max-width: 22rem; max-height: 4.7em; overflow: hidden; overflow-wrap: break-word; white-space: normal; vertical-align: top; }
.long { overflow-wrap: anywhere; display: inline-block; max-width: 100%; max-height: 3.7em; overflow: hidden; vertical-align: bottom; }
pre { overflow: auto; background: var(--panel); padding: .75rem 1rem; border-radius: 6px; font-size: .8125rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.prose { max-width: 46rem; }
.prose dt { font-weight: 600; margin-top: .6rem; } .prose dd { margin: 0; }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; font-size: .8125rem; color: var(--muted); }
@media (min-width: 48rem) { body { padding: 2rem 2.5rem 5rem; } }
@media (prefers-reduced-motion: no-preference) { .dimmed, .cells { transition: opacity .15s; } }

@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .tools, .skip, .top button, .readout { display: none !important; }
  .figures { grid-template-columns: 1fr 1fr; gap: 1rem 1.5rem; }
  .figures.one { grid-template-columns: 1fr; }
  figure, .fact, .findings li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { max-height: none; overflow: visible; }
  details:not([open]) > summary { display: none; }
  .facts { break-inside: avoid; }
}
)css";

/// The style of a report: light, or dark where the system is or the reader chose so.
[[nodiscard]] inline std::string page_style() {
    const std::string dark = dark_colours;
    return std::string(":root {") + light_colours
           + "}\n@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {"
           + dark + "} }\n@media screen { :root[data-theme=dark] {" + dark + "} }\n" + page_rules
           + picture_rules;
}

/// What a picture that stands alone needs to turn dark with the system that shows it. What knows
/// no media query, such as a converter to PDF, keeps the colours of its attributes.
[[nodiscard]] inline std::string lone_picture_style() {
    return std::string("@media screen and (prefers-color-scheme: dark) { svg {") + dark_colours
           + "}" + picture_rules + ".paper { fill: var(--paper); } }";
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_PAGE_STYLE_HPP
