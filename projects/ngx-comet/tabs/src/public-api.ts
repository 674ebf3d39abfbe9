/**
 * One connection for many tabs.
 *
 * @packageDocumentation
 */
export { connectionAcrossTabs } from './connection-across-tabs';
export { shareAcrossTabs } from './share-across-tabs';
export type { TabsOptions } from './tabs-options';
