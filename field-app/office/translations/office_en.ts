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
        <source>Escriba su nombre, calle y número, contrato o medidor, o lea el código de su recibo. Entrar abre el contrato marcado.</source>
        <translation>Type a name, street and number, contract or meter, or scan the code on the bill. Enter opens the marked contract.</translation>
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
        <source>Terminar y cerrar el turno</source>
        <translation>Finish and close the shift</translation>
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
        <source>Recibos</source>
        <translation>Receipts</translation>
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
        <source>Folio %1</source>
        <translation>Receipt %1</translation>
    </message>
    <message>
        <source>Cambio</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>No es seguro que el recibo se haya impreso.</source>
        <translation>It is not certain that the receipt was printed.</translation>
    </message>
    <message>
        <source>Recibo enviado a la impresora, reimpresión %1.</source>
        <translation>Receipt sent to the printer, reprint %1.</translation>
    </message>
    <message>
        <source>Recibo enviado a la impresora.</source>
        <translation>Receipt sent to the printer.</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Este equipo no tiene el cálculo de este recibo. Llega cuando hay conexión.</source>
        <translation>This machine does not have this bill's calculation. It comes with a connection.</translation>
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
        <source>El recibo se imprime y queda guardado aquí aunque no haya red.</source>
        <translation>The receipt is printed and kept here even without a network.</translation>
    </message>
</context>
<context>
    <name>PromptSheet</name>
    <message>
        <source>Abrir el cajón</source>
        <translation>Open the drawer</translation>
    </message>
    <message>
        <source>Reimprimir un recibo</source>
        <translation>Print a receipt again</translation>
    </message>
    <message>
        <source>Motivo; queda anotado en el turno</source>
        <translation>Reason; it is noted in the shift</translation>
    </message>
    <message>
        <source>Folio, o solo su número</source>
        <translation>Receipt number, with or without its series</translation>
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
        <source>Efectivo en caja</source>
        <translation>Cash in drawer</translation>
    </message>
    <message>
        <source>Último folio</source>
        <translation>Last receipt</translation>
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
        <source>Los primeros %1</source>
        <translation>The first %1</translation>
    </message>
    <message>
        <source>%1 de %2 contratos en este equipo</source>
        <translation>%1 of %2 contracts on this machine</translation>
    </message>
    <message>
        <source>, parecidos a lo escrito</source>
        <translation>, similar to what was typed</translation>
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
        <source>Reimpresión %1 del folio %2.</source>
        <translation>Reprint %1 of receipt %2.</translation>
    </message>
    <message>
        <source>Falta el motivo. Escriba por qué abre el cajón.</source>
        <translation>The reason is missing. Say why you open the drawer.</translation>
    </message>
    <message>
        <source>Cajón abierto.</source>
        <translation>Drawer open.</translation>
    </message>
    <message>
        <source>%1 recibos vencidos</source>
        <translation>%1 bills overdue</translation>
    </message>
</context>
</TS>
