/**
 * One connection for many tabs.
 *
 * @packageDocumentation
 */
export { shareAcrossTabs } from './share-across-tabs';
export type { TabsOptions } from './tabs-options';
