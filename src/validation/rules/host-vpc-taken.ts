import { ErrorCode } from '../../error-code';
import { duplicates, isUnconditional } from '../duplicates';
import type { Rule } from '../rule';
import { memberOf, nameOf, read, show } from '../values';

export const hostVpcTaken: Rule = {
  id: 'hostVpcTaken',
  error: ErrorCode.HOST_VPC_TAKEN,
  summary: 'A VPC has only one host.',
  fix: 'use that host, or put this one in another VPC',
  check: ({ hosts }) =>
    duplicates(hosts.filter(isUnconditional), (host) => memberOf(read(host, 'vpcConfiguration'), 'vpcId')).map(
      ({ resource, first, value }) => ({
        resource,
        others: [first],
        problem: `a VPC can have only one host, and ${nameOf(first)} is already in ${show(value)}`,
      }),
    ),
};
