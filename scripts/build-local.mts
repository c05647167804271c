/** Compiles the package cdk-codeconnections-local in its folder. */
import { compile, LOCAL } from './local-package.mts';

process.exitCode = compile(LOCAL) ? 0 : 1;
