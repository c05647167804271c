import { lambdaRuntime } from './client/runtime';
import { customResourceHandler } from './framework/custom-resource';
import { RESOURCES } from './resources';

/** The function behind all custom resources of a stack. As CommonJS has it: what esbuild makes of an `export` takes 500 bytes. */
exports.handler = customResourceHandler(RESOURCES, lambdaRuntime);
