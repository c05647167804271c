import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib';
import type { Rule } from '../rule';
import { entriesOf, memberOf, nameOf, read, resourceOf } from '../values';

const isRetained = ({ cfnOptions: { deletionPolicy } }: CfnResource) =>
  deletionPolicy === CfnDeletionPolicy.RETAIN || deletionPolicy === CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;

export const hostOutlivesItsVpc: Rule = {
  id: 'hostOutlivesItsVpc',
  summary: 'A stack that retains its host retains the VPC and the subnets of the host, too.',
  fix: 'move the VPC into another stack, or give the host and its connections a removal policy of DESTROY',
  check: ({ hosts }) =>
    hosts.filter(isRetained).flatMap((resource) => {
      const network = read(resource, 'vpcConfiguration');
      const deleted = [memberOf(network, 'vpcId'), ...entriesOf(memberOf(network, 'subnetIds'))]
        .map(resourceOf)
        .find((part) => part?.stack === resource.stack && !isRetained(part));
      if (!deleted) return [];
      return {
        resource,
        problem: `the host is retained when its stack is deleted, but ${nameOf(deleted)}, which it uses, is not, so the deletion of the stack fails`,
      };
    }),
};
