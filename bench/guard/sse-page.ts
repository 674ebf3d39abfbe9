import { FAST, seenId } from '../sse/contestants.ts';
import { offer } from '../support/contest.ts';

offer(FAST);

Object.assign(window, { seenId });
