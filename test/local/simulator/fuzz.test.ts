import fc from 'fast-check';
import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import { APIS, OPERATIONS, type OperationName, type ServiceName } from '../../../local/simulator/model/operations.ts';
import { operationOf } from '../../../local/simulator/model/validate.ts';
import { bodyOf, send } from './client.ts';
import { sampleInput } from './samples.ts';

jest.setTimeout(60_000);

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const operations = fc.constantFrom(...(Object.keys(OPERATIONS) as OperationName[]));
const callers = fc.constantFrom(
  ...(Object.keys(APIS) as ServiceName[]).flatMap((service) =>
    APIS[service].protocols.map((protocol) => ({ service, protocol })),
  ),
);
const rubbish = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '__proto__', '%', '../..', '\0'),
);

test('every input, valid or not, gets an output or an error that the operation may have', async () => {
  const mostlyValid = fc.array(fc.tuple(fc.nat(20), rubbish), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(operations, callers, mostlyValid, async (operation, caller, changes) => {
      const { service } = caller;
      const input = sampleInput(service, operation);
      const names = Object.keys(input);
      for (const [at, value] of changes) {
        input[names[at % names.length]] = value;
      }
      const response = await send(simulator, operation, input, caller);
      const { __type = '' } = (await bodyOf(response)) as { __type?: string };
      if (response.status !== 200) {
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
        const allowed: string[] = [
          ...operationOf(service, operation).errors,
          'ValidationException',
          'SerializationException',
        ];
        expect(allowed).toContain(__type.split('#')[1]);
      }
    }),
    { numRuns: 1000 },
  );
});
