import { RESOURCES } from './resources';
import { customResourceHandler } from './shared/custom-resource';
import { lambdaRuntime } from './shared/runtime';

/** The function behind all custom resources of a stack. As CommonJS has it: what esbuild makes of an `export` takes 500 bytes. */
exports.handler = customResourceHandler(RESOURCES, lambdaRuntime);
