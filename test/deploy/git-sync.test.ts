import { codeConnections } from '../../local/inventory.ts';
import { Deployment } from './deployment';

jest.setTimeout(240_000);

/** The example of the README, through the whole life of its stack. The tests are steps: each goes on from the last. */
describe('the git-sync example, deployed by the cdk CLI', () => {
  const DEPLOY = ['deploy', '--require-approval', 'never', '--progress', 'events'];
  let deployment: Deployment;

  beforeAll(async () => {
    deployment = await Deployment.start();
  });

  afterAll(() => deployment.stop());

  test('waits for the handshake, and then creates all that depends on it', async () => {
    const deploying = deployment.example('git-sync', ...DEPLOY);
    const arn = await deployment.pendingConnection();
    expect(await deployment.left()).not.toHaveProperty('repository links');
    deployment.aws.simulator.completeConnection(arn);

    expect(await deploying).toMatchObject({ exitCode: 0 });
    const { connections, repositoryLinks, syncConfigurations } = await codeConnections(deployment.aws.env);
    expect(connections).toEqual([
      expect.objectContaining({ ConnectionArn: arn, ProviderType: 'GitHub', ConnectionStatus: 'AVAILABLE' }),
    ]);
    expect(repositoryLinks).toEqual([
      expect.objectContaining({ ConnectionArn: arn, OwnerId: 'my-org', RepositoryName: 'infra' }),
    ]);
    expect(syncConfigurations).toEqual([
      expect.objectContaining({ ResourceName: 'prod', Branch: 'main', ConfigFile: 'deploy/prod.yaml' }),
    ]);
  });

  test('has nothing to do when nothing has changed', async () => {
    const { exitCode, output } = await deployment.example('git-sync', ...DEPLOY);
    expect(output).toContain('(no changes)');
    expect(exitCode).toBe(0);
  });

  test('leaves nothing behind when it is destroyed', async () => {
    expect(await deployment.example('git-sync', 'destroy', '--force')).toMatchObject({ exitCode: 0 });
    expect(await deployment.left()).toEqual({});
  });
});
