// Angular's own error about an old Node does not say how to get the Node of this workspace.
import { acceptsNode, nodeAdvice } from './lib/node-version.mjs';

if (!acceptsNode(process.version)) {
  console.error(nodeAdvice(process.version));
  process.exitCode = 1;
}
