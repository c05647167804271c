import { connection } from '../../../src/handlers/connection/connection';
import type { CustomResource } from '../../../src/handlers/framework/custom-resource';
import { RESOURCES } from '../../../src/handlers/registry';

/** All types of custom resources, of all functions. */
export const EVERY_RESOURCE: readonly CustomResource[] = [...RESOURCES, connection];
