import type { CfnResource } from 'aws-cdk-lib';
import { CLOUDFORMATION_ARN, CLOUDFORMATION_NAME } from '../../private/limits';
import type { Inventory } from '../inventory';
import type { Rule, Violation } from '../rule';
import { literal, nameOf, read } from '../values';

/** The properties that CloudFormation limits more than the service does. */
const LINK = {
  ownerId: CLOUDFORMATION_NAME,
  repositoryName: CLOUDFORMATION_NAME,
  connectionArn: CLOUDFORMATION_ARN,
  encryptionKeyArn: CLOUDFORMATION_ARN,
};
const SYNC_CONFIGURATION = { resourceName: CLOUDFORMATION_NAME };

export const refusedByCloudFormation: Rule = {
  id: 'refusedByCloudFormation',
  summary:
    "Values of repository links and sync configurations match CloudFormation's own patterns, which are narrower than those of the service.",
  fix: 'use another name or partition, or create it with the API, and import it or look it up',
  check: ({ links, syncConfigurations }: Inventory) => [
    ...links.flatMap((link) => mismatches(link, LINK)),
    ...syncConfigurations.flatMap((sync) => mismatches(sync, SYNC_CONFIGURATION)),
  ],
};

function mismatches(resource: CfnResource, limits: typeof LINK | typeof SYNC_CONFIGURATION): Violation[] {
  return Object.entries(limits).flatMap(([property, { pattern, form }]) => {
    const value = literal(read(resource, property));
    if (value === undefined || pattern.test(value)) return [];
    const problem = `CloudFormation takes for '${property}' of ${nameOf(resource)} only ${form}, got '${value}'`;
    return [{ resource, problem }];
  });
}
