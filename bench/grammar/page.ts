import { offer } from '../support/contest.ts';
import { CONTESTANTS } from './contestants.ts';

offer(CONTESTANTS);
