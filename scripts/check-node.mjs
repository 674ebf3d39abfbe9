// Angular's own complaint about an old Node does not say where this workspace's Node should have come from.
import { acceptsNode, nodeAdvice } from './lib/node-version.mjs';

if (!acceptsNode(process.version)) {
  console.error(nodeAdvice(process.version));
  process.exitCode = 1;
}
