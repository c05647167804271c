import { CfnResource } from 'aws-cdk-lib';

/**
 * Whether CloudFormation creates one of the waiters before the dependent, because of dependencies between them or
 * between their nested stacks.
 */
export function isCreatedAfter(dependent: CfnResource, connection: CfnResource, waiters: CfnResource[]): boolean {
  if (waiters.length === 0) return false;
  const around = nestedStacksOf(dependent);
  const passed = new Set(
    waiters.flatMap((waiter) => [waiter, ...nestedStacksOf(waiter)]).filter((it) => !around.includes(it)),
  );
  // A nested stack is complete before other stacks get the ARN of a connection in it.
  const before = new Set([dependent, ...around, ...nestedStacksOf(connection).filter((it) => !around.includes(it))]);
  for (const resource of before) {
    if (passed.has(resource)) return true;
    for (const dependency of resource.obtainDependencies()) {
      if (CfnResource.isCfnResource(dependency)) before.add(dependency); // the loop visits it too
    }
  }
  return false;
}

/** The nested stacks that contain a resource, as resources, from the inside out. */
function nestedStacksOf(resource: CfnResource): CfnResource[] {
  const nested = resource.stack.nestedStackResource;
  return nested && CfnResource.isCfnResource(nested) ? [nested, ...nestedStacksOf(nested)] : [];
}
