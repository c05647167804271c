import { availableConnection } from './available-connection/available-connection';
import { availableHost } from './available-host/available-host';
import { customResourceHandler } from './shared/custom-resource';
import { lambdaRuntime } from './shared/runtime';

/** The function behind all custom resources of a stack. */
export const handler = customResourceHandler([availableConnection, availableHost], lambdaRuntime);
