// Planned and reported figures over the day, and what is expected from now on.

const STYLE = {
  light: { planned: "#54616a", actual: "#0b5c6b", fan: "#0b5c6b", line: "#97131c", ink: "#1a2228", grid: "#d8dfe3", size: 13, width: 3 },
  dark: { planned: "#b9c6cd", actual: "#5fd3e6", fan: "#5fd3e6", line: "#ffb3a7", ink: "#fff", grid: "#33424b", size: 26, width: 6 },
};
const HOUR_MIN = 60;

const pairs = (minutes, figures) => minutes.map((minute, index) => [minute, figures[index]]);

/** A chart in `place`; `show(curves, kind)` draws it. */
export function makeChart(place, words, look = "light") {
  const s = STYLE[look];
  const clock = (minute) => {
    const whole = Math.round(minute);
    const [hour, rest] = [Math.floor((whole % 1440) / 60), whole % 60].map((n) => String(n).padStart(2, "0"));
    return (whole < 1440 ? "{time}" : words.next_day).replace("{time}", `${hour}:${rest}`);
  };
  const chart = window.echarts.init(place);
  new ResizeObserver(() => chart.resize()).observe(place);

  function line(name, data, more) {
    return { type: "line", name, data, symbol: "none", lineStyle: { width: s.width }, ...more };
  }

  function show(curves, kind) {
    const { planned, actual, expected } = curves;
    const deadline = curves.deadlines[{ persons: "sampling", received: "sampling", resulted: "results" }[kind]];
    const [from, until] = extent(curves, kind, deadline);
    const series = [
      line(words.planned, pairs(planned.minutes, planned[kind]), { color: s.planned, lineStyle: { width: s.width * 0.7, type: "dashed" } }),
      line(words.actual, pairs(actual.minutes, actual[kind]), { color: s.actual, markLine: marks(curves.now_min, deadline) }),
    ];
    if (kind === "persons" && expected.minutes.length) series.push(...fan(expected));
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: s.ink, fontSize: s.size },
      grid: { left: s.size * 5, right: s.size * 2, top: s.size * 4.5, bottom: s.size * 2.5 },
      legend: { top: 0, data: [words.planned, words.actual, ...(series.length > 2 ? [words.expected] : [])], textStyle: { color: s.ink, fontSize: s.size } },
      tooltip: look === "light" ? { trigger: "axis", renderMode: "richText", formatter: said } : { show: false },
      xAxis: { type: "value", min: from, max: until, interval: stepOf(until - from), axisLabel: { formatter: clock, color: s.ink, fontSize: s.size, hideOverlap: true }, splitLine: { show: false } },
      yAxis: { type: "value", min: 0, axisLabel: { color: s.ink, fontSize: s.size }, splitLine: { lineStyle: { color: s.grid } } },
      series,
    }, { notMerge: true });
  }

  // Between the two curves the plane is filled: the lower one, and the difference upon it.
  function fan({ minutes, p50, p90 }) {
    const area = { stack: "fan", lineStyle: { width: 0 }, silent: true, tooltip: { show: false } };
    return [
      line(words.expected, pairs(minutes, p50), { color: s.fan, lineStyle: { width: s.width * 0.7, type: "dotted" } }),
      line("", pairs(minutes, p90), { ...area, color: "transparent" }),
      line("", minutes.map((minute, index) => [minute, Math.max(0, p50[index] - p90[index])]), { ...area, color: s.fan, areaStyle: { opacity: 0.22 } }),
    ];
  }

  function marks(now, deadline) {
    // beside the deadline's name there is no room for another, above it there is
    const lift = Math.abs(now - deadline) > 1.5 * HOUR_MIN ? 0 : -1.3 * s.size;
    const mark = (at, name, colour, up = 0) => ({ xAxis: at, lineStyle: { color: colour, width: s.width * 0.6, type: "solid" }, label: { formatter: `${name} ${clock(Math.floor(at))}`, color: colour, fontSize: s.size, offset: [0, up] } });
    return { symbol: "none", silent: true, data: [mark(deadline, words.deadline, s.line), mark(now, words.now, s.ink, lift)] };
  }

  function said(rows) {
    const lines = rows.filter((row) => row.seriesName).map((row) => `${row.seriesName} ${row.value[1]}`);
    return [clock(rows[0].value[0]), ...lines].join("\n");
  }

  return { show };
}

function extent(curves, kind, deadline) {
  const figures = curves.planned[kind];
  const whole = figures[figures.length - 1];
  const begin = curves.planned.minutes[Math.max(0, figures.findIndex((n) => n > 0) - 1)];
  const end = curves.planned.minutes[figures.findIndex((n) => n >= whole)];
  const soonest = Math.min(begin, curves.now_min);
  const last = kind === "persons" ? Math.max(...curves.expected.minutes, 0) : 0;
  const latest = Math.max(end, last, kind === "resulted" ? end : deadline, Math.min(curves.now_min, end + 2 * HOUR_MIN));
  return [Math.floor(soonest / HOUR_MIN) * HOUR_MIN, Math.ceil((latest + 10) / HOUR_MIN) * HOUR_MIN];
}

const stepOf = (span) => (span > 16 * HOUR_MIN ? 4 : span > 9 * HOUR_MIN ? 2 : 1) * HOUR_MIN;
