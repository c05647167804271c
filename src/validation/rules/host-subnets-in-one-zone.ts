import type { CfnResource } from 'aws-cdk-lib';
import { duplicates } from '../duplicates';
import type { Rule } from '../rule';
import { entriesOf, memberOf, nameOf, read, resourceOf, show } from '../values';

export const hostSubnetsInOneZone: Rule = {
  id: 'hostSubnetsInOneZone',
  summary: 'The subnets of a host are in different Availability Zones.',
  fix: 'select one subnet in each zone',
  check: ({ hosts }) =>
    hosts.flatMap((resource) => {
      const [duplicate] = duplicates(subnetsOf(resource), (subnet) => read(subnet, 'availabilityZone'));
      if (!duplicate) return [];
      const subnets = `${nameOf(duplicate.first)} and ${nameOf(duplicate.resource)} in ${show(duplicate.value)}`;
      const problem = `the subnets of a host must be in different Availability Zones, got ${subnets}`;
      return [{ resource, problem }];
    }),
};

/** The subnets that are resources of the app. The zones of other subnets are unknown. */
function subnetsOf(host: CfnResource): CfnResource[] {
  const subnets = entriesOf(memberOf(read(host, 'vpcConfiguration'), 'subnetIds')).map(resourceOf);
  return [...new Set(subnets)].filter((subnet) => subnet?.cfnResourceType === 'AWS::EC2::Subnet') as CfnResource[];
}
