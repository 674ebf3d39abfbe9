import {
  ChangeDetectionStrategy,
  Component,
  debounced,
  input,
  signal,
  type Type,
  type WritableSignal,
} from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { debounce, form, FormField, required, validate } from '@angular/forms/signals';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { debounceTime, Subject } from 'rxjs';
import { pushResource, pushSignal } from '../public-api';

/** The symbols of the streams that were opened, and the running ones by their symbol. */
const opened: string[] = [];
let prices: Subject<number>;

function open(symbol: string): Subject<number> {
  opened.push(symbol);
  return prices;
}

@Component({
  imports: [FormField],
  template: `<input [formField]="search.symbol" />{{ quote.value() }}`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Search {
  readonly model = signal({ symbol: '' });
  readonly search = form(this.model, (path) => {
    required(path.symbol);
    debounce(path.symbol, 300);
  });
  readonly quote = pushResource({
    params: () => (this.search.symbol().valid() ? this.model().symbol : undefined),
    stream: ({ params }) => open(params),
  });
}

@Component({ template: '', changeDetection: ChangeDetectionStrategy.OnPush })
class Order {
  readonly price = pushSignal(prices);
  readonly model: WritableSignal<{ most: number }> = signal({ most: 100 });
  readonly order = form(this.model, (path) => {
    validate(path.most, ({ value }) => (value() < (this.price.value() ?? 0) ? { kind: 'price' } : undefined));
  });
}

@Component({ template: '', changeDetection: ChangeDetectionStrategy.OnPush })
class Debounced {
  readonly symbol = input.required<string>();
  readonly #settled = debounced(() => this.symbol(), 300);
  readonly quote = pushResource({
    params: () => (this.#settled.hasValue() ? this.#settled.value() : undefined),
    stream: ({ params }) => open(params),
  });
}

@Component({ template: '', changeDetection: ChangeDetectionStrategy.OnPush })
class DebouncedByRxjs {
  readonly symbol = input.required<string>();
  readonly #settled = toSignal(toObservable(this.symbol).pipe(debounceTime(300)));
  readonly quote = pushResource({ params: () => this.#settled(), stream: ({ params }) => open(params) });
}

describe('the recipes of the guide', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    opened.length = 0;
    prices = new Subject();
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    expect(prices.observed).toBe(false);
    jest.useRealTimers();
  });

  async function pass(fixture: ComponentFixture<unknown>, ms: number): Promise<void> {
    fixture.detectChanges();
    await jest.advanceTimersByTimeAsync(ms);
    fixture.detectChanges();
    await jest.advanceTimersByTimeAsync(0);
  }

  it('open one stream for the text of a signal form, after the user paused', async () => {
    const fixture = TestBed.createComponent(Search);
    await pass(fixture, 300);
    expect(opened).toEqual([]);
    const field = fixture.nativeElement as HTMLElement;
    const box = field.querySelector('input');
    if (box === null) throw new Error('no input');
    for (const text of ['A', 'AC', 'ACME']) {
      box.value = text;
      box.dispatchEvent(new Event('input'));
      await pass(fixture, 100);
    }
    expect(opened).toEqual([]);
    await pass(fixture, 300);
    expect(opened).toEqual(['ACME']);
    prices.next(7);
    await pass(fixture, 0);
    expect(field.textContent).toBe('7');
    box.value = '';
    box.dispatchEvent(new Event('input'));
    await pass(fixture, 400);
    expect([prices.observed, fixture.componentInstance.quote.status()]).toEqual([false, 'idle']);
  });

  it('check a rule of a form again when the feed brings another value', () => {
    const { order } = TestBed.createComponent(Order).componentInstance;
    expect(order.most().valid()).toBe(true);
    prices.next(200);
    expect(order.most().errors()).toMatchObject([{ kind: 'price' }]);
    prices.next(50);
    expect(order.most().valid()).toBe(true);
  });

  it.each<[string, Type<Debounced | DebouncedByRxjs>, string[]]>([
    // The first value is not held back.
    ['debounced()', Debounced, ['A', 'ACME']],
    ['debounceTime()', DebouncedByRxjs, ['ACME']],
  ])('hold params back by %s', async (_name, component, symbols) => {
    const fixture = TestBed.createComponent(component);
    for (const symbol of ['A', 'AC', 'ACME']) {
      fixture.componentRef.setInput('symbol', symbol);
      await pass(fixture, 100);
    }
    await pass(fixture, 300);
    expect(opened).toEqual(symbols);
    prices.next(7);
    expect(fixture.componentInstance.quote.value()).toBe(7);
  });
});
