import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Line drawings on a grid of 24, one path each. */
const ICONS = {
  polling: 'M20 11a8 8 0 0 0-14.3-4M4 4v4h4M4 13a8 8 0 0 0 14.3 4M20 20v-4h-4',
  'http-stream': 'M3 8c3-3 6 3 9 0s6 3 9 0M3 14c3-3 6 3 9 0s6 3 9 0M3 19h18',
  sse: 'M5 19h.01M5 13a6 6 0 0 1 6 6M5 7a12 12 0 0 1 12 12',
  websocket: 'M7 7h13M17 4l3 3-3 3M17 17H4M7 14l-3 3 3 3',
  jsonp:
    'M9 4C6 4 7 9 6.500 10.500 6 12 4.500 12 4.500 12S6 12 6.500 13.500C7 15 6 20 9 20M15 4c3 0 2 5 2.500 6.500.500 1.500 2 1.500 2 1.500S18 12 17.500 13.500C17 15 18 20 15 20',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  book: 'M4 6h7M4 12h5M4 18h3M13 6h7M13 12h5M13 18h3',
  check: 'm5 12 5 5 9-10',
} as const;

export type IconName = keyof typeof ICONS;

/** A decorative icon. Text beside it says what it means. */
@Component({
  selector: 'app-icon',
  template: ` <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path [attr.d]="path()" /></svg> `,
  styles: `
    :host {
      display: inline-flex;
      width: 1.25em;
      height: 1.25em;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Icon {
  readonly name = input.required<IconName>();

  protected readonly path = computed(() => ICONS[this.name()]);
}
