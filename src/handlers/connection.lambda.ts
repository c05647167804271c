import { lambdaRuntime } from './client/runtime';
import { connection } from './connection/connection';
import { customResourceHandler } from './framework/custom-resource';

/** The function behind connections that CloudFormation cannot make, which few stacks have. */
exports.handler = customResourceHandler([connection], lambdaRuntime);
