<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="es">
<context>
    <name>AccountColumn</name>
    <message>
        <source>Saldo a favor %1</source>
        <translation>Credit %1</translation>
    </message>
    <message>
        <source>Contrato %1</source>
        <translation>Contract %1</translation>
    </message>
    <message>
        <source>Sector %1</source>
        <translation>Zone %1</translation>
    </message>
    <message>
        <source>Adeudo según el servidor a las %1, menos lo cobrado en esta caja.</source>
        <translation>Debt as the server knew it at %1, less what this till has taken.</translation>
    </message>
    <message>
        <source>Busque a quien va a pagar</source>
        <translation>Search for the person who pays</translation>
    </message>
    <message>
        <source>Cobrado en esta caja</source>
        <translation>Taken at this till</translation>
    </message>
    <message>
        <source>Reimprimir</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>Escriba su nombre, calle y número, contrato o medidor, o escanee el código de su recibo. Enter abre el contrato marcado.</source>
        <translation>Type a name, street and number, contract or meter, or scan the code of the bill. Enter opens the marked contract.</translation>
    </message>
</context>
<context>
    <name>CancelSheet</name>
    <message>
        <source>Cancelar el cobro %1</source>
        <translation>Cancel payment %1</translation>
    </message>
    <message>
        <source>Lo cobrado en %1 se devuelve y el adeudo queda como antes. El folio no se usa otra vez; salen dos papeles con la palabra CANCELADO.</source>
        <translation>What was taken in %1 goes back and the debt is as before. The folio is not used again; two papers that say CANCELADO are printed.</translation>
    </message>
    <message>
        <source>Motivo</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Contrato equivocado</source>
        <translation>Wrong contract</translation>
    </message>
    <message>
        <source>Importe equivocado</source>
        <translation>Wrong amount</translation>
    </message>
    <message>
        <source>Forma de pago equivocada</source>
        <translation>Wrong way of paying</translation>
    </message>
    <message>
        <source>El usuario desistió</source>
        <translation>The customer changed their mind</translation>
    </message>
    <message>
        <source>Autoriza</source>
        <translation>Authorized by</translation>
    </message>
    <message>
        <source>En esta caja no hay otra persona de supervisión dada de alta. Pida a sistemas que la registre; llega cuando hay conexión.</source>
        <translation>No other supervisor is registered at this till. Ask systems to register one; it arrives when there is a link.</translation>
    </message>
    <message>
        <source>NIP de quien autoriza</source>
        <translation>PIN of who authorizes</translation>
    </message>
    <message>
        <source>No cancelar</source>
        <translation>Do not cancel</translation>
    </message>
    <message>
        <source>Cancelar el cobro</source>
        <translation>Cancel the payment</translation>
    </message>
</context>
<context>
    <name>CloseTill</name>
    <message>
        <source>Corte de caja · Turno %1</source>
        <translation>Closing · Shift %1</translation>
    </message>
    <message>
        <source>Cuente todo el efectivo del cajón, también el fondo. Al terminar verá lo esperado y la diferencia; este conteo queda guardado.</source>
        <translation>Count all the cash in the drawer, the float too. At the end you will see what was expected and the difference; this count is kept.</translation>
    </message>
    <message>
        <source>Piezas de %1</source>
        <translation>Pieces of %1</translation>
    </message>
    <message>
        <source>Contado</source>
        <translation>Counted</translation>
    </message>
    <message>
        <source>Seguir cobrando</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>Turno %1 cerrado</source>
        <translation>Shift %1 closed</translation>
    </message>
    <message>
        <source>%1 cobros</source>
        <translation>%1 payments</translation>
    </message>
    <message>
        <source>Efectivo contado</source>
        <translation>Cash counted</translation>
    </message>
    <message>
        <source>Efectivo esperado</source>
        <translation>Cash expected</translation>
    </message>
    <message>
        <source>Cobrado en %1</source>
        <translation>Taken by %1</translation>
    </message>
    <message>
        <source>Listo</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>De %1, en su ausencia. Lo cierra %2.</source>
        <translation>%1&apos;s, who is absent. Closed by %2.</translation>
    </message>
    <message>
        <source>Salir</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>Terminar el conteo</source>
        <translation>Finish the count</translation>
    </message>
    <message>
        <source>¿Cerrar el turno %1 con lo contado?</source>
        <translation>Close shift %1 with what was counted?</translation>
    </message>
    <message>
        <source>El conteo queda para siempre; después se ve lo esperado y se imprime el corte en dos copias.</source>
        <translation>The count is kept for ever; then you see what was expected, and the close is printed twice.</translation>
    </message>
    <message>
        <source>Volver a contar</source>
        <translation>Count again</translation>
    </message>
    <message>
        <source>Cerrar el turno</source>
        <translation>Close the shift</translation>
    </message>
</context>
<context>
    <name>DebtTable</name>
    <message>
        <source>Recibo</source>
        <translation>Bill</translation>
    </message>
    <message>
        <source>Vence</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>Consumo</source>
        <translation>Use</translation>
    </message>
    <message>
        <source>Importe</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>Recargos</source>
        <translation>Surcharge</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Anticipo</source>
        <translation>Advance</translation>
    </message>
</context>
<context>
    <name>ExplainSheet</name>
    <message>
        <source>Comprobar</source>
        <translation>Verify</translation>
    </message>
    <message>
        <source>Cualquiera puede recalcular este recibo con estos datos:</source>
        <translation>Anyone can calculate this bill again from these data:</translation>
    </message>
    <message>
        <source>Guardar datos del cálculo</source>
        <translation>Save the calculation</translation>
    </message>
    <message>
        <source>Recibos del contrato</source>
        <translation>The contract&apos;s bills</translation>
    </message>
    <message>
        <source>pidiendo…</source>
        <translation>asking…</translation>
    </message>
</context>
<context>
    <name>Explanation</name>
    <message>
        <source>Agua por bloques</source>
        <translation>Water by blocks</translation>
    </message>
    <message>
        <source>%1 a tasa %2 %.</source>
        <translation>%1 at %2 %.</translation>
    </message>
    <message>
        <source>%1 a %2 %: %3.</source>
        <translation>%1 at %2 %: %3.</translation>
    </message>
    <message>
        <source>IVA</source>
        <translation>VAT</translation>
    </message>
    <message>
        <source>Se midieron %1</source>
        <translation>%1 were measured</translation>
    </message>
    <message>
        <source>¿Cambió su consumo?</source>
        <translation>Did the use change?</translation>
    </message>
    <message>
        <source>Usó lo mismo que su promedio (%1 m³).</source>
        <translation>The same as the average (%1 m³).</translation>
    </message>
    <message>
        <source>Usó &lt;b&gt;%1 m³ más&lt;/b&gt; que su promedio (%2 m³).</source>
        <translation>&lt;b&gt;%1 m³ more&lt;/b&gt; than the average (%2 m³).</translation>
    </message>
    <message>
        <source>Usó &lt;b&gt;%1 m³ menos&lt;/b&gt; que su promedio (%2 m³).</source>
        <translation>&lt;b&gt;%1 m³ less&lt;/b&gt; than the average (%2 m³).</translation>
    </message>
    <message>
        <source>¿Por qué subió?</source>
        <translation>Why is it higher?</translation>
    </message>
    <message>
        <source>¿Por qué bajó?</source>
        <translation>Why is it lower?</translation>
    </message>
    <message>
        <source>El promedio es de los %1 meses anteriores.</source>
        <translation>The average is of the %1 months before.</translation>
    </message>
    <message>
        <source> Por eso %1 m³ entró al bloque %2, de $%3.</source>
        <translation> So %1 m³ fell in block %2, at $%3.</translation>
    </message>
    <message>
        <source> Por eso %1 m³ entraron al bloque %2, de $%3.</source>
        <translation> So %1 m³ fell in block %2, at $%3.</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>ayuda</source>
        <translation>help</translation>
    </message>
    <message>
        <source>Siempre</source>
        <translation>Always</translation>
    </message>
    <message>
        <source>buscar</source>
        <translation>search</translation>
    </message>
    <message>
        <source>otro contrato</source>
        <translation>another contract</translation>
    </message>
    <message>
        <source>Cobro</source>
        <translation>Payment</translation>
    </message>
    <message>
        <source>otro importe</source>
        <translation>another amount</translation>
    </message>
    <message>
        <source>efectivo</source>
        <translation>cash</translation>
    </message>
    <message>
        <source>Forma de pago</source>
        <translation>Way of paying</translation>
    </message>
    <message>
        <source>tarjeta</source>
        <translation>card</translation>
    </message>
    <message>
        <source>cheque</source>
        <translation>cheque</translation>
    </message>
    <message>
        <source>transferencia</source>
        <translation>transfer</translation>
    </message>
    <message>
        <source>cobrar; la única tecla que cobra</source>
        <translation>take the money; no other key does</translation>
    </message>
    <message>
        <source>reimprimir</source>
        <translation>print again</translation>
    </message>
    <message>
        <source>reimprimir un folio</source>
        <translation>print a receipt again</translation>
    </message>
    <message>
        <source>explicar</source>
        <translation>explain</translation>
    </message>
    <message>
        <source>abrir cajón</source>
        <translation>open drawer</translation>
    </message>
    <message>
        <source>Turno</source>
        <translation>Shift</translation>
    </message>
    <message>
        <source>corte de caja</source>
        <translation>close the shift</translation>
    </message>
    <message>
        <source>bloquear la caja</source>
        <translation>lock the till</translation>
    </message>
    <message>
        <source>volver</source>
        <translation>back</translation>
    </message>
    <message>
        <source>elegir</source>
        <translation>choose</translation>
    </message>
    <message>
        <source>abrir el contrato marcado</source>
        <translation>open the marked contract</translation>
    </message>
    <message>
        <source>Búsqueda</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>siguiente contrato o recibo</source>
        <translation>next contract or bill</translation>
    </message>
    <message>
        <source>contrato o recibo anterior</source>
        <translation>previous contract or bill</translation>
    </message>
    <message>
        <source>siguiente campo, en el orden del trabajo</source>
        <translation>next field, in the order of the work</translation>
    </message>
    <message>
        <source>campo anterior</source>
        <translation>previous field</translation>
    </message>
    <message>
        <source>avisos del servidor</source>
        <translation>notices from the server</translation>
    </message>
    <message>
        <source>Comprobantes</source>
        <translation>Receipts</translation>
    </message>
    <message>
        <source>cobros del turno; otra vez, papeles dudosos</source>
        <translation>payments of the shift; again, papers in doubt</translation>
    </message>
    <message>
        <source>el papel sí salió</source>
        <translation>the paper did come out</translation>
    </message>
    <message>
        <source>cancelar el cobro marcado en la lista, con un supervisor</source>
        <translation>cancel the payment marked in the list, with a supervisor</translation>
    </message>
    <message>
        <source>cerrar AquaCIS</source>
        <translation>close AquaCIS</translation>
    </message>
    <message>
        <source>claro u oscuro</source>
        <translation>light or dark</translation>
    </message>
    <message>
        <source>Pantalla</source>
        <translation>Screen</translation>
    </message>
    <message>
        <source>letra más grande</source>
        <translation>larger text</translation>
    </message>
    <message>
        <source>letra más chica</source>
        <translation>smaller text</translation>
    </message>
    <message>
        <source>recibo anterior, en la explicación</source>
        <translation>older bill, in the explanation</translation>
    </message>
    <message>
        <source>recibo más nuevo, en la explicación</source>
        <translation>newer bill, in the explanation</translation>
    </message>
</context>
<context>
    <name>LastPayment</name>
    <message>
        <source>Último cobro</source>
        <translation>Last payment</translation>
    </message>
    <message>
        <source>Todavía no hay cobros en esta caja</source>
        <translation>No payments on this till yet</translation>
    </message>
    <message>
        <source>Cambio</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>Folio %1 · %2 · contrato %3</source>
        <translation>Folio %1 · %2 · contract %3</translation>
    </message>
    <message>
        <source>Cancelado.</source>
        <translation>Cancelled.</translation>
    </message>
    <message>
        <source>No es seguro que el comprobante haya salido.</source>
        <translation>It is not certain that the receipt came out.</translation>
    </message>
    <message>
        <source>Imprimiendo el comprobante…</source>
        <translation>Printing the receipt…</translation>
    </message>
    <message>
        <source>Comprobante impreso, reimpresión %1.</source>
        <translation>Receipt printed, copy %1.</translation>
    </message>
    <message>
        <source>Comprobante impreso.</source>
        <translation>Receipt printed.</translation>
    </message>
    <message>
        <source>Quedan %1 adeudos: abra otra vez el contrato para cobrarlos.</source>
        <translation>%1 debts are left: open the contract again to take them.</translation>
    </message>
</context>
<context>
    <name>LeaveSheet</name>
    <message>
        <source>¿Cerrar AquaCIS?</source>
        <translation>Close AquaCIS?</translation>
    </message>
    <message>
        <source>El cobro de %1 no se ha terminado.</source>
        <translation>The payment of %1 is not finished.</translation>
    </message>
    <message>
        <source>Falta enviar al servidor lo de esta caja (%1). Queda guardado y sale cuando vuelva a abrir con conexión.</source>
        <translation>Not everything of this till has been sent to the server (%1). It is kept, and leaves when you open again with a link.</translation>
    </message>
    <message>
        <source>Seguir aquí</source>
        <translation>Stay here</translation>
    </message>
    <message>
        <source>Cerrar</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Este equipo no tiene el cálculo de este recibo. Llega cuando hay conexión.</source>
        <translation>This machine does not have this bill&apos;s calculation. It comes with a connection.</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Enterado</source>
        <translation>Understood</translation>
    </message>
</context>
<context>
    <name>NoticeSheet</name>
    <message>
        <source>Enterado</source>
        <translation>Read</translation>
    </message>
    <message>
        <source>El servidor no tiene avisos para esta caja.</source>
        <translation>The server has no notices for this till.</translation>
    </message>
</context>
<context>
    <name>OpenTill</name>
    <message>
        <source>Abrir turno</source>
        <translation>Open the shift</translation>
    </message>
    <message>
        <source>Fondo contado en el cajón</source>
        <translation>Float counted in the drawer</translation>
    </message>
    <message>
        <source>Fondo</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>El turno queda a su nombre hasta el corte de caja.</source>
        <translation>The shift stands in your name until it is closed.</translation>
    </message>
</context>
<context>
    <name>PaymentColumn</name>
    <message>
        <source>A pagar %1</source>
        <translation>To pay %1</translation>
    </message>
    <message>
        <source>Otro importe</source>
        <translation>Another amount</translation>
    </message>
    <message>
        <source>Importe $</source>
        <translation>Amount $</translation>
    </message>
    <message>
        <source>Efectivo</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>Tarjeta</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>Transfer.</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Cheque</translation>
    </message>
    <message>
        <source>Quitar</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Recibido</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>Importe con esta forma de pago</source>
        <translation>Amount paid this way</translation>
    </message>
    <message>
        <source>Referencia</source>
        <translation>Reference</translation>
    </message>
    <message>
        <source>Número de cheque</source>
        <translation>Cheque number</translation>
    </message>
    <message>
        <source>Número de autorización</source>
        <translation>Authorisation number</translation>
    </message>
    <message>
        <source>Clave de rastreo</source>
        <translation>Tracking key</translation>
    </message>
    <message>
        <source>Cobrar %1</source>
        <translation>Take %1</translation>
    </message>
    <message>
        <source>No debe nada. Para un anticipo: ↑ y Espacio.</source>
        <translation>Nothing is owed. For an advance: ↑ and Space.</translation>
    </message>
    <message>
        <source>El comprobante se imprime y queda guardado aquí aunque no haya red.</source>
        <translation>The receipt is printed and kept here even without a network.</translation>
    </message>
</context>
<context>
    <name>PaymentsSheet</name>
    <message>
        <source>Comprobantes dudosos</source>
        <translation>Receipts in doubt</translation>
    </message>
    <message>
        <source>Cobros del turno %1</source>
        <translation>Payments of shift %1</translation>
    </message>
    <message>
        <source>No es seguro que el papel haya salido</source>
        <translation>It is not certain that the paper came out</translation>
    </message>
    <message>
        <source>%1 cobros</source>
        <translation>%1 payments</translation>
    </message>
    <message>
        <source>reimprimir</source>
        <translation>print again</translation>
    </message>
    <message>
        <source>Cobros</source>
        <translation>Payments</translation>
    </message>
    <message>
        <source>Todos los comprobantes salieron.</source>
        <translation>All receipts came out.</translation>
    </message>
    <message>
        <source>Todavía no hay cobros en este turno.</source>
        <translation>No payments in this shift yet.</translation>
    </message>
</context>
<context>
    <name>PromptSheet</name>
    <message>
        <source>Abrir el cajón</source>
        <translation>Open the drawer</translation>
    </message>
    <message>
        <source>Motivo; queda anotado en el turno</source>
        <translation>Reason; it is noted in the shift</translation>
    </message>
    <message>
        <source>Motivo</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Folio</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>Volver</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Abrir</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Reimprimir</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>Reimprimir un comprobante</source>
        <translation>Print a receipt again</translation>
    </message>
    <message>
        <source>Folio, o solo su número; un corte: «corte 118»</source>
        <translation>Folio, or its number alone; a close: “corte 118”</translation>
    </message>
</context>
<context>
    <name>SearchColumn</name>
    <message>
        <source>Buscar</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>Nombre, calle, contrato o medidor</source>
        <translation>Name, street, contract or meter</translation>
    </message>
</context>
<context>
    <name>SignIn</name>
    <message>
        <source>¿Quién atiende %1?</source>
        <translation>Who works at %1?</translation>
    </message>
    <message>
        <source>Todavía no hay personas dadas de alta en esta caja. Llegan con la primera conexión; si tarda, pida a un supervisor que registre a quien cobra.</source>
        <translation>Nobody is registered on this till yet. They come with the first connection; if it takes long, ask a supervisor to register the cashier.</translation>
    </message>
    <message>
        <source>NIP</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Entrar</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Quién atiende</source>
        <translation>Who works here</translation>
    </message>
    <message>
        <source>turno abierto</source>
        <translation>shift open</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Turno %1</source>
        <translation>Shift %1</translation>
    </message>
    <message>
        <source>abierto %1</source>
        <translation>opened %1</translation>
    </message>
    <message>
        <source>Cobros</source>
        <translation>Payments</translation>
    </message>
    <message>
        <source>Último folio</source>
        <translation>Last receipt</translation>
    </message>
    <message>
        <source>1 comprobante dudoso</source>
        <translation>1 receipt in doubt</translation>
    </message>
    <message>
        <source>%1 comprobantes dudosos</source>
        <translation>%1 receipts in doubt</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Explicación del recibo</source>
        <translation>The bill explained</translation>
    </message>
    <message>
        <source>Ayuda</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>todas las teclas</source>
        <translation>every key</translation>
    </message>
    <message>
        <source>1 aviso del servidor</source>
        <translation>1 notice from the server</translation>
    </message>
    <message>
        <source>%1 avisos del servidor</source>
        <translation>%1 notices from the server</translation>
    </message>
    <message>
        <source>Avisos del servidor</source>
        <translation>Notices from the server</translation>
    </message>
    <message>
        <source>Cobros</source>
        <translation>Payments</translation>
    </message>
    <message>
        <source>Cancelación</source>
        <translation>Cancellation</translation>
    </message>
</context>
<context>
    <name>UseChart</name>
    <message>
        <source>Consumo, 1 mes</source>
        <translation>Use, 1 month</translation>
    </message>
    <message>
        <source>Consumo, %1 meses</source>
        <translation>Use, %1 months</translation>
    </message>
    <message>
        <source>promedio %1 m³</source>
        <translation>average %1 m³</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>enero</source>
        <translation>January</translation>
    </message>
    <message>
        <source>febrero</source>
        <translation>February</translation>
    </message>
    <message>
        <source>marzo</source>
        <translation>March</translation>
    </message>
    <message>
        <source>abril</source>
        <translation>April</translation>
    </message>
    <message>
        <source>mayo</source>
        <translation>May</translation>
    </message>
    <message>
        <source>junio</source>
        <translation>June</translation>
    </message>
    <message>
        <source>julio</source>
        <translation>July</translation>
    </message>
    <message>
        <source>agosto</source>
        <translation>August</translation>
    </message>
    <message>
        <source>septiembre</source>
        <translation>September</translation>
    </message>
    <message>
        <source>octubre</source>
        <translation>October</translation>
    </message>
    <message>
        <source>noviembre</source>
        <translation>November</translation>
    </message>
    <message>
        <source>diciembre</source>
        <translation>December</translation>
    </message>
    <message>
        <source>%1 de %2 de %3</source>
        <translation>%1 %2 %3</translation>
    </message>
    <message>
        <source>Doméstico</source>
        <translation>Domestic</translation>
    </message>
    <message>
        <source>Comercial</source>
        <translation>Commercial</translation>
    </message>
    <message>
        <source>Industrial</source>
        <translation>Industrial</translation>
    </message>
    <message>
        <source>Público</source>
        <translation>Public</translation>
    </message>
    <message>
        <source>medidor %1</source>
        <translation>meter %1</translation>
    </message>
    <message>
        <source>Efectivo</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>Tarjeta</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>Transferencia</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Cheque</translation>
    </message>
</context>
<context>
    <name>aquacis::office::BillHistory</name>
    <message>
        <source>El servidor no contestó. Elija el recibo otra vez.</source>
        <translation>The server did not answer. Choose the bill again.</translation>
    </message>
    <message>
        <source>cancelado</source>
        <translation>reversed</translation>
    </message>
    <message>
        <source>Pidiendo la lista de recibos anteriores…</source>
        <translation>Asking for the list of older bills…</translation>
    </message>
    <message>
        <source>Sin enlace. Los recibos anteriores que no están aquí se ven cuando lo haya.</source>
        <translation>No link. Older bills that are not here can be seen when there is one.</translation>
    </message>
    <message>
        <source>Pidiendo el recibo de %1…</source>
        <translation>Asking for the bill of %1…</translation>
    </message>
    <message>
        <source>Sin enlace: el recibo de %1 no está en esta caja. Elíjalo otra vez cuando lo haya.</source>
        <translation>No link: the bill of %1 is not at this till. Choose it again when there is one.</translation>
    </message>
    <message>
        <source>Se perdió el enlace con el servidor. Elija el recibo otra vez cuando lo haya.</source>
        <translation>The link with the server was lost. Choose the bill again when there is one.</translation>
    </message>
</context>
<context>
    <name>aquacis::office::CountModel</name>
    <message>
        <source>billete</source>
        <translation>note</translation>
    </message>
    <message>
        <source>moneda</source>
        <translation>coin</translation>
    </message>
</context>
<context>
    <name>aquacis::office::DebtModel</name>
    <message>
        <source>%1, vencido</source>
        <translation>%1, overdue</translation>
    </message>
    <message>
        <source>resto de %1</source>
        <translation>rest of %1</translation>
    </message>
    <message>
        <source>Anticipo</source>
        <translation>Advance</translation>
    </message>
    <message>
        <source>se abona al próximo recibo</source>
        <translation>goes to the next bill</translation>
    </message>
</context>
<context>
    <name>aquacis::office::Explanation</name>
    <message>
        <source>Total de %1</source>
        <translation>Total of %1</translation>
    </message>
    <message>
        <source>vence el %1</source>
        <translation>due on %1</translation>
    </message>
    <message>
        <source>tarifa %1 · sha256 %2</source>
        <translation>tariff %1 · sha256 %2</translation>
    </message>
    <message>
        <source>recibo · sha256 %1</source>
        <translation>bill · sha256 %1</translation>
    </message>
    <message>
        <source>Guardado en %1</source>
        <translation>Saved in %1</translation>
    </message>
    <message>
        <source>No se pudo escribir en %1. Revise el disco.</source>
        <translation>Cannot write to %1. Check the disk.</translation>
    </message>
    <message>
        <source>cancelado: no se cobra</source>
        <translation>reversed: not to be paid</translation>
    </message>
</context>
<context>
    <name>aquacis::office::LinkStatus</name>
    <message>
        <source>el turno por enviar</source>
        <translation>the shift to send</translation>
    </message>
    <message>
        <source>1 pago por enviar</source>
        <translation>1 payment to send</translation>
    </message>
    <message>
        <source>%1 pagos por enviar</source>
        <translation>%1 payments to send</translation>
    </message>
    <message>
        <source>Sin conexión desde %1</source>
        <translation>Offline since %1</translation>
    </message>
    <message>
        <source>Sin conexión</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source> · todo enviado</source>
        <translation> · everything sent</translation>
    </message>
    <message>
        <source>En línea · todo enviado</source>
        <translation>Online · everything sent</translation>
    </message>
    <message>
        <source>En línea · %1</source>
        <translation>Online · %1</translation>
    </message>
    <message>
        <source>Turno</source>
        <translation>Shift</translation>
    </message>
    <message>
        <source>Cobro %1</source>
        <translation>Payment %1</translation>
    </message>
    <message>
        <source>recibido con cambios</source>
        <translation>taken with changes</translation>
    </message>
    <message>
        <source>en espera en el servidor</source>
        <translation>waiting on the server</translation>
    </message>
    <message>
        <source>no aceptado</source>
        <translation>not accepted</translation>
    </message>
    <message>
        <source>Cancelación del cobro %1</source>
        <translation>Cancellation of payment %1</translation>
    </message>
    <message>
        <source>Reimpresión</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Cajón</source>
        <translation>Drawer</translation>
    </message>
    <message>
        <source>Datos de las %1 · llegan nuevos</source>
        <translation>Data as of %1 · new ones are coming</translation>
    </message>
    <message>
        <source>Datos del %1 %2 · llegan nuevos</source>
        <translation>Data as of %1 %2 · new ones are coming</translation>
    </message>
</context>
<context>
    <name>aquacis::office::PaperController</name>
    <message>
        <source>No se pudo guardar el PDF</source>
        <translation>The PDF could not be kept</translation>
    </message>
    <message>
        <source>Impresora sin papel</source>
        <translation>Printer out of paper</translation>
    </message>
    <message>
        <source>La impresora no responde</source>
        <translation>The printer does not answer</translation>
    </message>
    <message>
        <source>La impresora no está conectada</source>
        <translation>The printer is not connected</translation>
    </message>
    <message>
        <source>%1. El cobro %2 está guardado; no es seguro que su comprobante haya salido. Reimprímalo con F12.</source>
        <translation>%1. Payment %2 is kept; it is not certain that its receipt came out. Print it again with F12.</translation>
    </message>
    <message>
        <source>Reimpresión %1 del folio %2.</source>
        <translation>Copy %1 of folio %2.</translation>
    </message>
    <message>
        <source>%1: dos copias impresas.</source>
        <translation>%1: two copies printed.</translation>
    </message>
    <message>
        <source>%1. Está guardado; falta el papel: %2.</source>
        <translation>%1. It is kept; the paper is missing: %2.</translation>
    </message>
    <message>
        <source>cancelación del folio %1</source>
        <translation>cancellation of folio %1</translation>
    </message>
    <message>
        <source>corte del turno %1</source>
        <translation>close of shift %1</translation>
    </message>
    <message>
        <source>Todavía no hay cobros que reimprimir en esta caja.</source>
        <translation>No payments to print again at this till yet.</translation>
    </message>
    <message>
        <source>Imprimiendo el folio %1…</source>
        <translation>Printing folio %1…</translation>
    </message>
    <message>
        <source>Esta caja no tiene un cajón conectado. Ábralo con su llave; el motivo quedó anotado.</source>
        <translation>This till has no drawer connected. Open it with its key; the reason was noted.</translation>
    </message>
    <message>
        <source>Cajón abierto.</source>
        <translation>Drawer open.</translation>
    </message>
    <message>
        <source>El cajón no se abrió: %1. Ábralo con su llave; el motivo quedó anotado.</source>
        <translation>The drawer did not open: %1. Open it with its key; the reason was noted.</translation>
    </message>
    <message>
        <source>El cajón no se abrió: hay papeles en espera. Ábralo con su llave.</source>
        <translation>The drawer did not open: papers are waiting. Open it with its key.</translation>
    </message>
    <message>
        <source>El comprobante %1 está entregado.</source>
        <translation>Receipt %1 has been handed over.</translation>
    </message>
</context>
<context>
    <name>aquacis::office::PaymentList</name>
    <message>
        <source>CANCELADO</source>
        <translation>CANCELLED</translation>
    </message>
    <message>
        <source>papel dudoso</source>
        <translation>paper in doubt</translation>
    </message>
</context>
<context>
    <name>aquacis::office::SearchModel</name>
    <message>
        <source>Al corriente</source>
        <translation>Paid up</translation>
    </message>
    <message>
        <source>1 recibo</source>
        <translation>1 bill</translation>
    </message>
    <message>
        <source>%1 recibos</source>
        <translation>%1 bills</translation>
    </message>
    <message>
        <source>%1 contratos en este equipo</source>
        <translation>%1 contracts on this machine</translation>
    </message>
    <message>
        <source>Ninguno de %1 contratos. Busque por nombre, calle y número, contrato o medidor.</source>
        <translation>None of %1 contracts. Search by name, street and number, contract or meter.</translation>
    </message>
    <message>
        <source>%1 de %2 contratos en este equipo</source>
        <translation>%1 of %2 contracts on this machine</translation>
    </message>
    <message>
        <source>, parecidos a lo escrito</source>
        <translation>, similar to what was typed</translation>
    </message>
    <message>
        <source>medidor %1</source>
        <translation>meter %1</translation>
    </message>
    <message>
        <source>El contrato %1 no existe; revise el último dígito.</source>
        <translation>Contract %1 does not exist; check its last digit.</translation>
    </message>
    <message>
        <source>El contrato %1 no está en este equipo. Revise el número; los nuevos llegan cuando hay conexión.</source>
        <translation>Contract %1 is not on this machine. Check the number; new ones arrive when there is a link.</translation>
    </message>
    <message>
        <source>Ese código es el del SAT. Escanee el código de barras del recibo.</source>
        <translation>That is the tax authority&apos;s code. Scan the bar code of the bill.</translation>
    </message>
    <message>
        <source>Hay más de 20: agregue calle, número o apellido.</source>
        <translation>More than 20: add street, number or surname.</translation>
    </message>
    <message>
        <source>El código %1 no se leyó bien. Escanéelo otra vez, o busque a la persona por su nombre.</source>
        <translation>The code %1 was not read well. Scan it again, or search the person by name.</translation>
    </message>
    <message>
        <source>Ese código es de %1: aquí no se cobra. Se paga en una caja de allá; si la persona también tiene contrato aquí, búsquela por su nombre.</source>
        <translation>That code is of %1: it is not taken here. It is paid at a till there; if the person has a contract here too, search by name.</translation>
    </message>
</context>
<context>
    <name>aquacis::office::SessionController</name>
    <message>
        <source>supervisión</source>
        <translation>supervisor</translation>
    </message>
    <message>
        <source>caja</source>
        <translation>cashier</translation>
    </message>
    <message>
        <source>El efectivo cuadra</source>
        <translation>The cash agrees</translation>
    </message>
    <message>
        <source>Faltante</source>
        <translation>Missing</translation>
    </message>
    <message>
        <source>Sobrante</source>
        <translation>Surplus</translation>
    </message>
</context>
<context>
    <name>aquacis::office::TillController</name>
    <message>
        <source>Servicio suspendido</source>
        <translation>Service suspended</translation>
    </message>
    <message>
        <source>Contrato terminado</source>
        <translation>Contract ended</translation>
    </message>
    <message>
        <source>Recibo vencido</source>
        <translation>Bill overdue</translation>
    </message>
    <message>
        <source>A pagar</source>
        <translation>To pay</translation>
    </message>
    <message>
        <source>A pagar · otro importe</source>
        <translation>To pay · another amount</translation>
    </message>
    <message>
        <source>1 recibo</source>
        <translation>1 bill</translation>
    </message>
    <message>
        <source>%1 recibos</source>
        <translation>%1 bills</translation>
    </message>
    <message>
        <source>A pagar · anticipo</source>
        <translation>To pay · advance</translation>
    </message>
    <message>
        <source>A pagar · %1 y anticipo</source>
        <translation>To pay · %1 and advance</translation>
    </message>
    <message>
        <source>A pagar · %1</source>
        <translation>To pay · %1</translation>
    </message>
    <message>
        <source>Exacto</source>
        <translation>Exact</translation>
    </message>
    <message>
        <source>Falta</source>
        <translation>Missing</translation>
    </message>
    <message>
        <source>Cambio</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>%1 recibos vencidos</source>
        <translation>%1 bills overdue</translation>
    </message>
    <message>
        <source>Es mucho cambio: revise lo recibido.</source>
        <translation>That is much change: check what was received.</translation>
    </message>
    <message>
        <source>Código sin administración: confirme el nombre.</source>
        <translation>A code without its administration: confirm the name.</translation>
    </message>
    <message>
        <source>Se cobran los %1 adeudos más antiguos; quedan %2.</source>
        <translation>The %1 oldest debts are taken; %2 are left.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>%1 ya está abierta en este equipo. Use la ventana que está abierta, o ciérrela antes.</source>
        <translation>%1 is already open on this machine. Use the window that is open, or close it first.</translation>
    </message>
</context>
</TS>
