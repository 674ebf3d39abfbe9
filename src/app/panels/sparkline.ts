import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

const WIDTH = 240;
const HEIGHT = 56;
const POINTS = 60;
const MARGIN = 4;

/** The last values as a line; the newest is at the right edge, older ones move left. */
@Component({
  selector: 'app-sparkline',
  template: `
    <svg [attr.viewBox]="viewBox" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path class="area" [attr.d]="area()" />
      <path class="line" [attr.d]="line()" />
    </svg>
  `,
  styles: `
    :host {
      display: block;
      height: 56px;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .line {
      fill: none;
      stroke: var(--accent);
      stroke-width: 1.75;
      stroke-linejoin: round;
      stroke-linecap: round;
      vector-effect: non-scaling-stroke;
    }
    .area {
      fill: color-mix(in srgb, var(--accent) 14%, transparent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Sparkline {
  readonly values = input.required<readonly number[]>();

  protected readonly viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
  protected readonly line = computed(() => {
    const points = pointsOf(this.values());
    return points.length < 2 ? '' : `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
  });
  protected readonly area = computed(() => {
    const [first] = pointsOf(this.values());
    const line = this.line();
    return first === undefined || line === '' ? '' : `${line}L${WIDTH} ${HEIGHT}L${first.x.toFixed(1)} ${HEIGHT}Z`;
  });
}

function pointsOf(values: readonly number[]): readonly { readonly x: number; readonly y: number }[] {
  const least = Math.min(...values);
  // Small changes stay small: they are not scaled to the full height.
  const span = Math.max(Math.max(...values) - least, 0.5);
  return values.map((value, i) => ({
    x: WIDTH - (values.length - 1 - i) * (WIDTH / (POINTS - 1)),
    y: HEIGHT - MARGIN - ((value - least) / span) * (HEIGHT - 2 * MARGIN),
  }));
}
