import { RESOURCES } from './resources';
import { customResourceHandler } from './shared/custom-resource';
import { lambdaRuntime } from './shared/runtime';

/** The function behind all custom resources of a stack. */
export const handler = customResourceHandler(RESOURCES, lambdaRuntime);
