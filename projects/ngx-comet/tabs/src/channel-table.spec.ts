import { ChannelTable } from './channel-table';

describe('the channels of all tabs', () => {
  let log: string[];
  let table: ChannelTable;

  beforeEach(() => {
    log = [];
    table = new ChannelTable((name, how) => log.push(`${how} ${name}`));
  });

  it('subscribes with the first tab, and unsubscribes with the last one', () => {
    table.subscribe('a', 'x');
    table.subscribe('b', 'x');
    table.subscribe('b', 'x');
    table.unsubscribe('a', 'x');
    table.unsubscribe('a', 'x');
    table.unsubscribe('stranger', 'x');
    expect(log).toEqual(['subscribe x']);
    table.unsubscribe('b', 'x');
    expect(log).toEqual(['subscribe x', 'unsubscribe x']);
  });

  it('unsubscribes from what only a tab used that is gone', () => {
    table.subscribe('a', 'x');
    table.subscribe('a', 'y');
    table.subscribe('b', 'y');
    table.leave('a');
    expect(log).toEqual(['subscribe x', 'subscribe y', 'unsubscribe x']);
  });

  it('knows nothing after a new connection', () => {
    table.subscribe('a', 'x');
    table.clear();
    table.unsubscribe('a', 'x');
    table.subscribe('a', 'x');
    expect(log).toEqual(['subscribe x', 'subscribe x']);
  });
});
