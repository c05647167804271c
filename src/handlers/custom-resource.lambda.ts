import { lambdaRuntime } from './client/runtime';
import { customResourceHandler } from './framework/custom-resource';
import { RESOURCES } from './registry';

/** The function behind all custom resources of a stack. CommonJS, because esbuild spends 500 bytes on an `export`. */
exports.handler = customResourceHandler(RESOURCES, lambdaRuntime);
