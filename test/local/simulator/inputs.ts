/** Inputs that many tests give, and programs outside of jest, too. */

export const ROLE = 'arn:aws:iam::123456789012:role/git-sync';
export const prod = { SyncType: 'CFN_STACK_SYNC', ResourceName: 'prod' };
export const ghes = (n = 1) => ({
  Name: 'ghes',
  ProviderType: 'GitHubEnterpriseServer',
  ProviderEndpoint: `https://git${n}.example.com`,
});
export const vpc = (n = 1) => ({
  VpcId: `vpc-1234567${n}`,
  SubnetIds: ['subnet-12345678'],
  SecurityGroupIds: ['sg-12345678'],
});
