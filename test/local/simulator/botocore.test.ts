import { OPERATIONS, type ProtocolName, type ServiceName } from '../../../local/simulator/model/operations.ts';
import { comparable, everyOperation } from './every-operation.ts';
import { usePython } from './python-program.ts';

jest.setTimeout(30_000);

const python = usePython('botocore-calls.py');

/** A client of botocore, which chooses the protocol by its model unless it is told. */
function client(service: ServiceName, protocol?: ProtocolName) {
  return async (operation: string, input: object = {}) => {
    const { output, ...problem } = await python.ask({ service, protocol, operation, input });
    expect(problem).toEqual({});
    return output;
  };
}

/** Calls all operations, and returns their outputs and the protocol that they came by. */
async function live(service: ServiceName, protocol?: ProtocolName) {
  python.simulator.reset();
  python.simulator.freeze();
  const start = python.simulator.world.clock.now();
  const outputs = await everyOperation(client(service, protocol), python.simulator, {
    isNewer: service === 'codeconnections',
  });
  expect(new Set(python.simulator.calls.map(({ operation }) => operation))).toEqual(new Set(Object.keys(OPERATIONS)));
  expect(python.simulator.calls.filter((call) => call.service !== service || call.status !== 200)).toEqual([]);
  return {
    outputs: comparable(outputs, start),
    protocols: [...new Set(python.simulator.calls.map((call) => call.protocol))],
  };
}

test('botocore drives all 27 operations in both protocols of the newer API, with the same outputs', async () => {
  const inCbor = await live('codeconnections', 'smithy-rpc-v2-cbor');
  expect(inCbor.protocols).toEqual(['smithy-rpc-v2-cbor']);
  const byChoice = await live('codeconnections');
  expect(byChoice.protocols).toEqual(['json']); // of the two in the model, botocore prefers it
  expect(inCbor.outputs).toEqual(byChoice.outputs);
});

test('it drives the older API in JSON', async () => {
  expect((await live('codestar-connections')).protocols).toEqual(['json']);
});

test.each<ProtocolName>(['json', 'smithy-rpc-v2-cbor'])(
  'errors in %s have their code and message',
  async (protocol) => {
    const ConnectionArn = 'arn:aws:codeconnections:us-east-1:123456789012:connection/x';
    const call = { service: 'codeconnections', protocol, operation: 'GetConnection', input: { ConnectionArn } };
    expect(await python.ask(call)).toEqual({
      error: 'ResourceNotFoundException',
      message: `Connection ${ConnectionArn} not found`,
    });
    python.simulator.configure({ outage: true });
    expect(await python.ask(call)).toMatchObject({ error: 'InternalServerException' });
  },
);
