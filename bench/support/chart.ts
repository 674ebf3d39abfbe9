import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

/** A chart of bars or lines. */
export interface Chart {
  readonly kind: 'bars' | 'lines';
  readonly title: string;
  /** The unit of the values. */
  readonly unit: string;
  /** The bars from top to bottom, or the points of the lines from left to right. */
  readonly categories: readonly string[];
  /** The unit of the categories of lines, such as `tabs`. */
  readonly categoryUnit?: string;
  readonly series: readonly Series[];
  /** The names of the series or bars that are ngx-comet's. */
  readonly ours: readonly string[];
  /** Drawn as a line across the chart. */
  readonly limit?: { readonly name: string; readonly value: number };
  /** A logarithmic scale, for values that are far apart. Values must be above 0. */
  readonly log?: boolean;
}

export interface Series {
  readonly name: string;
  /** One for each category. `null` has no bar and no point. */
  readonly values: readonly (number | null)[];
}

const ACCENT = '#2f81f7';
const LIMIT = '#d9822b';
/** Readable on white and on black. */
const TEXT = '#7a7e85';
const LINE = 'rgba(128, 128, 128, 0.3)';
const PEERS = ['#8c9196', '#b0b4b9', '#6c7076', '#a3958c', '#8b9aa3'];
const FONT = 'system-ui, sans-serif';
const WIDTH = 840;
const BAR = 16;
const ROUND = 4;

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

/** Draws a chart as an SVG image, which is readable on a light and on a dark page. */
export function draw(chart: Chart): string {
  const bars = chart.categories.length * (chart.series.length * BAR + BAR / 2);
  const height = chart.kind === 'bars' ? bars + 130 : 420;
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  canvas.setOption(chart.kind === 'bars' ? barsOption(chart) : linesOption(chart));
  const svg = canvas.renderToSVGString();
  canvas.dispose();
  return `${svg}\n`;
}

function barsOption(chart: Chart): EChartsCoreOption {
  const { series, ours, categories } = chart;
  return {
    ...shared(chart),
    xAxis: valueAxis(chart),
    // The first category is at the bottom otherwise.
    yAxis: { ...categoryAxis(categories), inverse: true, axisTick: { show: false } },
    series: series.map(({ name, values }, at) => ({
      type: 'bar',
      name,
      barWidth: BAR - 4,
      data: values.map((value, row) => ({
        value,
        itemStyle: { color: ours.includes(categories[row] ?? '') ? ACCENT : colorOf(name, at, ours) },
      })),
      label: { show: true, position: 'right', color: TEXT, formatter: ({ value }: { value: number }) => figure(value) },
      ...limitLine(chart, at, 'xAxis'),
    })),
    legend: { ...legend(), show: series.length > 1 },
    title: title(chart),
  };
}

function linesOption(chart: Chart): EChartsCoreOption {
  const { series, ours, categories, categoryUnit = '' } = chart;
  return {
    ...shared(chart),
    xAxis: { ...categoryAxis(categories), name: categoryUnit, nameLocation: 'middle', nameGap: 28, boundaryGap: false },
    yAxis: valueAxis(chart),
    series: series.map(({ name, values }, at) => ({
      type: 'line',
      name,
      data: [...values],
      symbolSize: 6,
      itemStyle: { color: colorOf(name, at, ours) },
      lineStyle: { color: colorOf(name, at, ours), width: ours.includes(name) ? 3 : 1.5 },
      ...limitLine(chart, at, 'yAxis'),
    })),
    legend: legend(),
    title: title(chart),
  };
}

function shared({ kind }: Chart): EChartsCoreOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT, color: TEXT },
    grid: {
      left: 16,
      right: 72,
      top: 76,
      bottom: kind === 'bars' ? 40 : 64,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
  };
}

function title({ title: text, unit }: Chart): object {
  return { text, subtext: unit, textStyle: { color: TEXT, fontSize: 15 }, subtextStyle: { color: TEXT }, left: 8 };
}

function legend(): object {
  return { bottom: 0, textStyle: { color: TEXT } };
}

function valueAxis({ log = false, series, limit }: Chart): object {
  const values = [...series.flatMap((one) => one.values), limit?.value ?? null].filter((value) => value !== null);
  // A bar on a logarithmic scale begins at 1 otherwise. It begins below the least value instead.
  const start = 10 ** (Math.ceil(Math.log10(Math.min(...values))) - 1);
  return {
    ...(log ? { type: 'log', min: start, startValue: start } : { type: 'value' }),
    axisLabel: { color: TEXT },
    splitLine: { lineStyle: { color: LINE } },
  };
}

function categoryAxis(categories: readonly string[]): object {
  return {
    type: 'category',
    data: [...categories],
    axisLabel: { color: TEXT },
    axisLine: { lineStyle: { color: LINE } },
  };
}

function limitLine({ limit }: Chart, at: number, axis: 'xAxis' | 'yAxis'): object {
  if (limit === undefined || at > 0) return {};
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: LIMIT, type: 'solid', width: 1.5 },
      label: { formatter: `${limit.name} ${figure(limit.value)}`, color: LIMIT },
      data: [{ [axis]: limit.value }],
    },
  };
}

function colorOf(name: string, at: number, ours: readonly string[]): string {
  return ours.includes(name) ? ACCENT : (PEERS[at % PEERS.length] ?? TEXT);
}

/** Three significant digits, as many as a reader compares. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: ROUND });
}
