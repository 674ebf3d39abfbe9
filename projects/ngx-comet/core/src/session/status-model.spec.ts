import * as fc from 'fast-check';
import { BehaviorSubject, type Subscription } from 'rxjs';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import { text } from '../decode/text';
import { toStatus } from '../operators/to-status';
import { withReason } from '../gates/pause-reason';
import { constant } from '../schedule/constant';
import { PEERS, POLL_INTERVAL, type ScriptedPeer } from '../spec-support/scripted-peer';

/** The transports that have a scripted peer. */
type Transport = keyof typeof PEERS;

/** The states of a connection, as seen from outside. */
interface Model {
  phase: 'connecting' | 'open' | 'waiting' | 'paused' | 'closed';
  gateOpen: boolean;
  paused: boolean;
  /** A poll has finished and the next one waits; the connection counts as open. */
  resting: boolean;
}

interface Real {
  readonly peer: ScriptedPeer;
  readonly statuses: ConnectionStatus[];
  readonly gate: BehaviorSubject<boolean>;
  readonly pause: BehaviorSubject<boolean>;
  readonly subscription: Subscription;
}

type Command = fc.AsyncCommand<Model, Real>;

const connected = ({ phase, resting }: Model): boolean => (phase === 'connecting' || phase === 'open') && !resting;

/** Lets promises settle; virtual time stands still. */
const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(0);

describe('the status of a connection', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  function start(transport: Transport): Real {
    const peer = PEERS[transport]();
    const gate = new BehaviorSubject(true);
    const pause = new BehaviorSubject(false);
    const events = peer.open({
      decode: text(),
      retry: constant(1_000),
      connectTimeout: 0,
      gate: withReason('offline', gate.asObservable()),
      pauseWhile: withReason('hidden', pause.asObservable()),
    });
    const statuses: ConnectionStatus[] = [];
    const subscription = events.pipe(toStatus()).subscribe((status) => statuses.push(status));
    return { peer, statuses, gate, pause, subscription };
  }

  function command(name: string, check: (model: Model) => boolean, run: (model: Model, real: Real) => void): Command {
    return {
      check,
      run: async (model, real) => {
        run(model, real);
        await settle();
        expect(real.statuses.at(-1)?.phase).toBe(model.phase);
        expect(real.peer.live()).toBe(connected(model) ? 1 : 0);
      },
      toString: () => name,
    };
  }

  function proceed(model: Model): void {
    model.phase = model.paused || !model.gateOpen ? 'paused' : 'connecting';
    model.resting = false;
  }

  /** What the server does. */
  function commandsOfPeer(transport: Transport): Command[] {
    const { can } = PEERS[transport]();
    const when = (action: keyof typeof can) => (model: Model) =>
      connected(model) && can[action].some((phase) => phase === model.phase);
    return [
      command('accept', when('accept'), (model, { peer }) => {
        peer.accept();
        model.phase = 'open';
      }),
      command('send', when('send'), (_model, { peer }) => {
        peer.send();
      }),
      command('cut', when('cut'), (model, { peer }) => {
        peer.cut();
        model.phase = 'waiting';
      }),
      command('refuse', when('refuse'), (model, { peer }) => {
        peer.refuse();
        model.phase = 'closed';
      }),
      command('finish', when('finish'), (model, { peer }) => {
        peer.finish();
        if (transport === 'polling') model.resting = true;
        else model.phase = 'closed';
      }),
    ];
  }

  /** What the page and the network do. */
  const commandsOfPage: readonly Command[] = [
    command(
      'time passes',
      (model) => model.phase === 'waiting' || model.resting,
      (model) => {
        jest.advanceTimersByTime(POLL_INTERVAL);
        if (model.resting && model.gateOpen && !model.paused) model.resting = false;
        else proceed(model);
      },
    ),
    // A timer that is left from an earlier wait would fire now.
    command('time passes while it is connected', connected, () => {
      jest.advanceTimersByTime(POLL_INTERVAL);
    }),
    command(
      'hide',
      (model) => !model.paused && model.phase !== 'closed',
      (model, { pause }) => {
        pause.next(true);
        model.paused = true;
        model.phase = 'paused';
        model.resting = false;
      },
    ),
    command(
      'show',
      (model) => model.paused && model.phase !== 'closed',
      (model, { pause }) => {
        pause.next(false);
        model.paused = false;
        proceed(model);
      },
    ),
    command(
      'go offline',
      (model) => model.gateOpen && model.phase !== 'closed',
      (model, { gate }) => {
        gate.next(false);
        model.gateOpen = false;
      },
    ),
    command(
      'go online',
      (model) => !model.gateOpen && model.phase !== 'closed',
      (model, { gate }) => {
        gate.next(true);
        model.gateOpen = true;
        if (model.resting) model.resting = false;
        else if (!connected(model)) proceed(model);
      },
    ),
  ];

  it.each<Transport>(['sse', 'http-stream', 'websocket', 'polling', 'jsonp'])(
    'follows one small state machine for %s, and never has two connections',
    async (transport) => {
      const commands = [...commandsOfPeer(transport), ...commandsOfPage].map((one) => fc.constant(one));
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: '+1' }), async (sequence) => {
          const real = start(transport);
          await settle();
          const model: Model = { phase: 'connecting', gateOpen: true, paused: false, resting: false };
          await fc.asyncModelRun(() => ({ model, real }), sequence);
          real.subscription.unsubscribe();
          await settle();
          expect(real.peer.live()).toBe(0);
          expect(jest.getTimerCount()).toBe(0);
        }),
        { numRuns: 100, seed: 22_112_026 },
      );
    },
    60_000,
  );
});
