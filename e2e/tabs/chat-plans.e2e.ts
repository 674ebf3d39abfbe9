// Random ends of real tabs: every message arrives once, and every command arrives once or is reported.
import { Chat } from './chat';
import { test } from './chat-fixtures';
import { planOf } from './chat-plan';
import { print } from './chat-print';
import { ChatRun } from './chat-run';

// These tests count messages: a loss is a failure, even if a retry passes.
test.describe.configure({ retries: 0 });

const [PLANS, STEPS] = process.env['E2E_LONG'] === undefined ? ([1, 7] as const) : ([20, 16] as const);
const SEED = Number(process.env['FAULT_SEED'] ?? 1);

const done = { plans: 0, messages: 0, commands: 0, unsent: 0 };
const handOvers: number[] = [];

for (let seed = SEED; seed < SEED + PLANS; seed++) {
  test(`random plan ${seed} loses nothing`, async ({ chatBrowser, serve, browserName }) => {
    const chat = new Chat(chatBrowser, await serve());
    const run = new ChatRun(chat);
    await run.run(planOf(seed, STEPS, browserName === 'chromium'));
    done.unsent += await chat.expectWhole();
    done.plans++;
    done.messages += chat.server.last;
    done.commands += chat.server.commands.length;
    handOvers.push(...run.handOvers);
    await chat.end();
  });
}

test.afterAll(({ browserName }) => {
  const { plans, messages, commands, unsent } = done;
  const sorted = [...handOvers].sort((a, b) => a - b);
  print(
    `${plans} plans in ${browserName}: ${messages} messages, ${commands} commands, ${unsent} perhaps not sent, ` +
      `lost 0, twice 0; ${sorted.length} hand-overs, median ${sorted[sorted.length >> 1]} ms, worst ${sorted.at(-1)} ms`,
  );
});
