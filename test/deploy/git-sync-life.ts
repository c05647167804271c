import { codeConnections } from '../../local/aws/codeconnections.ts';
import { Deployment, during } from './deployment';

const DEPLOY = ['deploy', '--require-approval', 'never', '--progress', 'events'];

/**
 * Tests the example git-sync of a language through the whole life of its stack, deployed by the cdk CLI. The tests are
 * steps: each goes on from the last.
 *
 * @param folder the folder of the example in examples/
 * @param environment makes the environment in which the commands of its language find the library
 */
export function testGitSyncLife(folder: string, environment: () => Promise<Record<string, string>>): void {
  let deployment: Deployment;
  let env: Record<string, string>;

  beforeAll(async () => {
    env = await environment();
    deployment = await Deployment.start();
  });

  afterAll(() => deployment?.stop());

  const example = (...args: string[]) => deployment.example(folder, args, env);

  test('waits for the handshake, and then creates all that depends on it', async () => {
    const deploying = example(...DEPLOY);
    const arn = await during(deploying, deployment.pendingConnection());
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
    const { exitCode, output } = await example(...DEPLOY);
    expect(output).toContain('(no changes)');
    expect(exitCode).toBe(0);
  });

  test('leaves nothing behind when it is destroyed', async () => {
    expect(await example('destroy', '--force')).toMatchObject({ exitCode: 0 });
    expect(await deployment.left()).toEqual({});
  });
}
