<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="es">
<context>
    <name>AccountColumn</name>
    <message>
        <source>Saldo a favor %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrato %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sector %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adeudo según el servidor a las %1, menos lo cobrado en esta caja.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Busque a quien va a pagar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Escriba su nombre, calle y número, contrato o medidor, o lea el código de su recibo. Entrar abre el contrato marcado.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CloseTill</name>
    <message>
        <source>Corte de caja · Turno %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cuente todo el efectivo del cajón, también el fondo. Al terminar verá lo esperado y la diferencia; este conteo queda guardado.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Piezas de %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contado</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seguir cobrando</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turno %1 cerrado</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cobros</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Efectivo contado</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Efectivo esperado</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cobrado en %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terminar y cerrar el turno</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DebtTable</name>
    <message>
        <source>Recibo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consumo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Importe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recargos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anticipo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExplainSheet</name>
    <message>
        <source>Comprobar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cualquiera puede recalcular este recibo con estos datos:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guardar datos del cálculo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Explanation</name>
    <message>
        <source>Agua por bloques</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a tasa %2 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 a %2 %: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IVA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Se midieron %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>¿Cambió su consumo?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usó lo mismo que su promedio (%1 m³).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usó &lt;b&gt;%1 m³ más&lt;/b&gt; que su promedio (%2 m³).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usó &lt;b&gt;%1 m³ menos&lt;/b&gt; que su promedio (%2 m³).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>¿Por qué subió?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>¿Por qué bajó?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>El promedio es de los %1 meses anteriores.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Por eso %1 m³ entró al bloque %2, de $%3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Por eso %1 m³ entraron al bloque %2, de $%3.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LastPayment</name>
    <message>
        <source>Último cobro</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Todavía no hay cobros en esta caja</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folio %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cambio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No es seguro que el recibo se haya impreso.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recibo enviado a la impresora, reimpresión %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recibo enviado a la impresora.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Este equipo no tiene el cálculo de este recibo. Llega cuando hay conexión.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OpenTill</name>
    <message>
        <source>Abrir turno</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fondo contado en el cajón</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fondo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>El turno queda a su nombre hasta el corte de caja.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaymentColumn</name>
    <message>
        <source>A pagar %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Otro importe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Importe $</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Efectivo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tarjeta</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quitar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recibido</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Importe con esta forma de pago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Referencia</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Número de cheque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Número de autorización</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clave de rastreo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cobrar %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>El recibo se imprime y queda guardado aquí aunque no haya red.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PromptSheet</name>
    <message>
        <source>Abrir el cajón</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reimprimir un recibo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motivo; queda anotado en el turno</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folio, o solo su número</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motivo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volver</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Abrir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reimprimir</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchColumn</name>
    <message>
        <source>Buscar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nombre, calle, contrato o medidor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SignIn</name>
    <message>
        <source>¿Quién atiende %1?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Todavía no hay personas dadas de alta en esta caja. Llegan con la primera conexión; si tarda, pida a un supervisor que registre a quien cobra.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NIP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entrar</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Turno %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>abierto %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cobros</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Efectivo en caja</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Último folio</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Explicación del recibo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ayuda</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>todas las teclas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 aviso del servidor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 avisos del servidor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UseChart</name>
    <message>
        <source>Consumo, 1 mes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consumo, %1 meses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>promedio %1 m³</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>enero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>febrero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marzo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>abril</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mayo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>junio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>julio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>agosto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>septiembre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>octubre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noviembre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diciembre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 de %2 de %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Doméstico</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comercial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Industrial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Público</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>medidor %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Efectivo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tarjeta</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transferencia</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>aquacis::office::CountModel</name>
    <message>
        <source>billete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>moneda</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>aquacis::office::DebtModel</name>
    <message>
        <source>%1, vencido</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resto de %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Anticipo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>se abona al próximo recibo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>aquacis::office::Explanation</name>
    <message>
        <source>Total de %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vence el %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tarifa %1 · sha256 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recibo · sha256 %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guardado en %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No se pudo escribir en %1. Revise el disco.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>aquacis::office::LinkStatus</name>
    <message>
        <source>el turno por enviar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 pago por enviar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 pagos por enviar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sin conexión desde %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sin conexión</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · todo enviado</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En línea · todo enviado</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>En línea · %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>aquacis::office::SearchModel</name>
    <message>
        <source>Al corriente</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 recibo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 recibos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contratos en este equipo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ninguno de %1 contratos. Busque por nombre, calle y número, contrato o medidor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Los primeros %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 de %2 contratos en este equipo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, parecidos a lo escrito</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>aquacis::office::SessionController</name>
    <message>
        <source>supervisión</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>caja</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>El efectivo cuadra</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faltante</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sobrante</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>aquacis::office::TillController</name>
    <message>
        <source>Servicio suspendido</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrato terminado</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recibo vencido</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pagar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pagar · otro importe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 recibo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 recibos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pagar · anticipo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pagar · %1 y anticipo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pagar · %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exacto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Falta</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cambio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reimpresión %1 del folio %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Falta el motivo. Escriba por qué abre el cajón.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cajón abierto.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 recibos vencidos</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
