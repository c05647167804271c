#!/usr/bin/env node
/** The command of the package. An old Node.js cannot load the rest of it, so its version is checked first. */
const MINIMUM = [20, 16] as const;
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) {
  void import('./main.ts').then(({ main }) => main(process.argv.slice(2)));
} else {
  console.error(
    `cdk-codeconnections-local needs Node.js ${MINIMUM.join('.')} or newer, but this is ${process.versions.node}: install a newer one (https://nodejs.org) and start again`,
  );
  process.exitCode = 1;
}
