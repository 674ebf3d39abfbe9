import { offer } from '../support/contest.ts';
import { FULL_FRAMES } from '../websocket/contestants.ts';

offer(FULL_FRAMES);
